import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def build_loaders(batch_size=16):
    X, y = load_wine(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, train_size=129, random_state=0, stratify=y)
    sc = StandardScaler().fit(X_tr)
    pack = lambda a, b: TensorDataset(torch.tensor(sc.transform(a), dtype=torch.float32), torch.tensor(b))
    return (DataLoader(pack(X_tr, y_tr), batch_size=batch_size, shuffle=True),
            DataLoader(pack(X_te, y_te), batch_size=batch_size))


class BNNet(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.fc1 = nn.Linear(13, hidden)
        self.bn1 = nn.BatchNorm1d(hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.bn2 = nn.BatchNorm1d(hidden)
        self.fc3 = nn.Linear(hidden, 3)

    def forward(self, x):
        x = torch.relu(self.bn1(self.fc1(x)))
        x = torch.relu(self.bn2(self.fc2(x)))
        return self.fc3(x)


def main():
    torch.manual_seed(0)
    train_loader, test_loader = build_loaders()
    net = BNNet()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    crit = nn.CrossEntropyLoss()
    for epoch in range(10):
        net.train()
        for step, (x, y) in enumerate(train_loader):
            opt.zero_grad()
            out = net(x)
            loss = crit(out, y)
            loss.backward()
            opt.step()
            print(f'{epoch}-{step}: {loss.item():.4f}')
        net.eval()
        with torch.no_grad():
            n = sum((net(x).argmax(1) == y).sum().item() for x, y in test_loader)
        print('acc', n / len(test_loader.dataset))


if __name__ == '__main__':
    main()
