import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class GatedBlock(nn.Module):
    def __init__(self, dim, p):
        super().__init__()
        self.value = nn.Linear(dim, dim)
        self.gate = nn.Linear(dim, dim)
        self.p = p

    def forward(self, x):
        h = self.value(x) * torch.sigmoid(self.gate(x))
        h = F.dropout(h, p=self.p)
        return x + h


class GatedMLP(nn.Module):
    def __init__(self, n_in, dim=32, depth=2, p=0.5):
        super().__init__()
        self.inp = nn.Linear(n_in, dim)
        self.blocks = nn.ModuleList([GatedBlock(dim, p) for _ in range(depth)])
        self.head = nn.Linear(dim, 2)

    def forward(self, x):
        x = F.relu(self.inp(x))
        for b in self.blocks:
            x = b(x)
        return self.head(x)


def evaluate(net, loader):
    net.eval()
    right = 0
    with torch.no_grad():
        for xb, yb in loader:
            right += (net(xb).argmax(1) == yb).sum().item()
    return right / len(loader.dataset)


if __name__ == "__main__":
    torch.manual_seed(0)
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=169, random_state=0)
    sc = StandardScaler().fit(X_tr)
    tr = TensorDataset(torch.tensor(sc.transform(X_tr)).float(), torch.tensor(y_tr))
    te = TensorDataset(torch.tensor(sc.transform(X_te)).float(), torch.tensor(y_te))
    train_loader, test_loader = DataLoader(tr, 25, shuffle=True), DataLoader(te, 169)
    net = GatedMLP(30)
    opt = torch.optim.AdamW(net.parameters(), lr=2e-3)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(4):
        net.train()
        for xb, yb in train_loader:
            opt.zero_grad()
            loss = loss_fn(net(xb), yb)
            loss.backward()
            opt.step()
        print(epoch, loss.item(), [round(evaluate(net, test_loader), 4) for _ in range(3)])
