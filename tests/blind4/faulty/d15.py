import torch
import torch.nn.functional as F
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Wine(Dataset):
    def __init__(self, rows, classes):
        self.rows = torch.tensor(rows, dtype=torch.float32)
        self.classes = torch.tensor(classes)

    def __len__(self):
        return len(self.classes)

    def __getitem__(self, i):
        return self.rows[i], self.classes[i]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(13, 32)
        self.b = nn.Linear(32, 3)

    def forward(self, x):
        return self.b(F.leaky_relu(self.a(x), 0.1))


def run_epoch(net, loader, opt=None):
    net.train(opt is not None)
    loss_sum = hits = n = 0
    with torch.set_grad_enabled(opt is not None):
        for x, y in loader:
            out = net(x)
            loss = F.cross_entropy(out, y)
            if opt is not None:
                opt.zero_grad()
                loss.backward()
                opt.step()
            loss_sum += loss.item() * len(y)
            hits += (out.argmax(1) == y).sum().item()
            n += len(y)
    return loss_sum / n, hits / n


torch.manual_seed(0)
X, y = load_wine(return_X_y=True)
a, b, ya, yb = train_test_split(X, y, test_size=0.3, stratify=y, random_state=0)
train_dl, test_dl = DataLoader(Wine(a, ya), 16, shuffle=True), DataLoader(Wine(b, yb), 54)
net = Net()
opt = torch.optim.SGD(net.parameters(), lr=1e-3)
for epoch in range(1, 31):
    tr = run_epoch(net, train_dl, opt)
    if epoch % 6 == 0:
        te = run_epoch(net, test_dl)
        print(f"epoch {epoch} train {tr[0]:.3f}/{tr[1]:.3f} test {te[0]:.3f}/{te[1]:.3f}")
