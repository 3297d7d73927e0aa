import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

torch.manual_seed(0)
wine = load_wine()
x_tr, x_te, y_tr, y_te = train_test_split(wine.data, wine.target, test_size=0.2, random_state=0, stratify=wine.target)
mean, std = x_tr.mean(0), x_tr.std(0)
x_tr = torch.tensor((x_tr - mean) / std, dtype=torch.float32)
x_te = torch.tensor((x_te - mean) / std, dtype=torch.float32)
y_tr = torch.tensor(y_tr)
y_te = torch.tensor(y_te)


class WineNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stack = nn.Sequential(nn.Linear(13, 20), nn.ReLU(), nn.Linear(20, 3))

    def forward(self, x):
        return self.stack(x)

    def predict(self, x):
        return self.forward(x).argmax(dim=1)


net = WineNet()
sgd = torch.optim.SGD(net.parameters(), lr=0.05)
mse = nn.MSELoss()
for it in range(200):
    sgd.zero_grad()
    answer = net.predict(x_tr)
    loss = mse(answer.float(), y_tr.float())
    loss.backward()
    sgd.step()
    if it % 50 == 0:
        print(it, loss.item())

with torch.no_grad():
    print("accuracy", (net.predict(x_te) == y_te).float().mean().item())
