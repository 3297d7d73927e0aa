import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(23)
X, y = load_wine(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=23, stratify=y)
train = TensorDataset(torch.tensor(X_train, dtype=torch.float32), torch.tensor(y_train))
test = TensorDataset(torch.tensor(X_test, dtype=torch.float32), torch.tensor(y_test))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))

    def forward(self, x):
        return self.layers(x)


net = Net()
opt = torch.optim.SGD(net.parameters(), lr=0.01)
ce = nn.CrossEntropyLoss()
for epoch in range(60):
    tot = 0.0
    for x, t in DataLoader(train, batch_size=19, shuffle=True):
        opt.zero_grad()
        loss = ce(net(x), t)
        loss.backward()
        opt.step()
        tot += loss.item() * len(t)
    if epoch % 10 == 9:
        print(epoch + 1, tot / len(train))
with torch.no_grad():
    x, t = test.tensors
    print("acc", (net(x).argmax(1) == t).float().mean().item())
