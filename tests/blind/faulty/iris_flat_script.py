import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

np.random.seed(0)
torch.manual_seed(0)

iris = load_iris()
X = iris.data
y = iris.target

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=1, stratify=y)

sc = StandardScaler()
X_train = sc.fit_transform(X_train)
X_test = sc.transform(X_test)

X_train = torch.FloatTensor(X_train)
X_test = torch.FloatTensor(X_test)
y_train = torch.LongTensor(y_train)
y_test = torch.LongTensor(y_test)


class IrisNet(nn.Module):
    def __init__(self, input_dim=4, hidden1=16, hidden2=8, output_dim=3):
        super(IrisNet, self).__init__()
        self.fc1 = nn.Linear(input_dim, hidden1)
        self.fc2 = nn.Linear(hidden1, hidden2)
        self.out = nn.Linear(hidden2, output_dim)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        return self.out(x)


model = IrisNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

epochs = 60
losses = []
for i in range(epochs):
    model.train()
    y_hat = model(X_train)
    loss = criterion(y_hat, y_train)
    losses.append(loss.item())

    optimizer.zero_grad()
    loss.backward()

    if i % 10 == 0:
        print(f'epoch {i:3d}  loss {loss.item():.4f}')

model.eval()
with torch.no_grad():
    correct = 0
    for row, label in zip(X_test, y_test):
        y_val = model(row)
        if y_val.argmax().item() == label:
            correct += 1
print(f'{correct} out of {len(y_test)} correct')
