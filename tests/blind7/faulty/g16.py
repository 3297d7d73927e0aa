import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split


class Iris(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 24)
        self.b = nn.Linear(24, 3)
        self.out = nn.Softmax(dim=-1)

    def forward(self, x):
        return self.out(self.b(torch.relu(self.a(x))))


torch.manual_seed(11)
X, y = load_iris(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.3, stratify=y, random_state=11)
mu, sd = Xa.mean(0), Xa.std(0)
Xa, Xb = torch.tensor((Xa - mu) / sd).float(), torch.tensor((Xb - mu) / sd).float()
ya, yb = torch.tensor(ya), torch.tensor(yb)
model = Iris()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(200):
    loss = criterion(model(Xa), ya)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 40 == 39:
        print(epoch + 1, loss.item())
with torch.no_grad():
    print("acc", (model(Xb).argmax(1) == yb).float().mean().item())
