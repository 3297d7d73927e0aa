import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)

data = load_breast_cancer()
X_train, X_test, y_train, y_test = train_test_split(data.data, data.target, test_size=0.2, random_state=0)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)


class CancerDataset(Dataset):
    def __init__(self, X, y):
        self.X = torch.from_numpy(X)
        self.y = torch.from_numpy(y).float()
        self.len = self.X.shape[0]

    def __getitem__(self, index):
        return self.X[index], self.y[index]

    def __len__(self):
        return self.len


train_dl = DataLoader(CancerDataset(X_train, y_train), batch_size=35, shuffle=True)
test_dl = DataLoader(CancerDataset(X_test, y_test), batch_size=57)


class LogisticRegression(nn.Module):
    def __init__(self, n_input_features):
        super(LogisticRegression, self).__init__()
        self.linear = nn.Linear(n_input_features, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x))


model = LogisticRegression(X_train.shape[1])
criterion = nn.BCELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(5):
    model.train()
    for xb, yb in train_dl:
        y_predicted = model(xb)
        loss = criterion(y_predicted, yb.view(-1, 1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f'epoch: {epoch + 1}, loss = {loss.item():.4f}')

model.eval()
with torch.no_grad():
    acc = np.mean([(model(xb).round().view(-1) == yb).float().mean().item() for xb, yb in test_dl])
    print(f'accuracy = {acc:.4f}')
