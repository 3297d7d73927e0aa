import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class CancerNet(nn.Module):
    def __init__(self, in_features=30, hidden=24):
        super().__init__()
        self.input = nn.Linear(in_features, hidden)
        self.hidden = nn.Linear(hidden, hidden)
        self.output = nn.Linear(hidden, 1)
        self.apply(self._init)

    @staticmethod
    def _init(m):
        if isinstance(m, nn.Linear):
            nn.init.xavier_normal_(m.weight)
            nn.init.constant_(m.bias, -8.0)

    def forward(self, x):
        x = F.relu(self.input(x))
        x = F.relu(self.hidden(x))
        return self.output(x).squeeze(1)


def run():
    torch.manual_seed(5)
    X, y = load_breast_cancer(return_X_y=True)
    Xtr, Xva, ytr, yva = train_test_split(X, y, test_size=0.3, random_state=5, stratify=y)
    sc = StandardScaler().fit(Xtr)
    Xtr = torch.tensor(sc.transform(Xtr), dtype=torch.float32)
    Xva = torch.tensor(sc.transform(Xva), dtype=torch.float32)
    ytr, yva = torch.tensor(ytr).float(), torch.tensor(yva).float()
    loader = DataLoader(TensorDataset(Xtr, ytr), batch_size=32, shuffle=True)
    net = CancerNet()
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    for epoch in range(25):
        net.train()
        total = 0.0
        for xb, yb in loader:
            opt.zero_grad()
            loss = F.binary_cross_entropy_with_logits(net(xb), yb)
            loss.backward()
            opt.step()
            total += loss.item() * len(yb)
        net.eval()
        with torch.no_grad():
            acc = ((net(Xva) > 0).float() == yva).float().mean().item()
        if epoch % 4 == 0:
            print(f'epoch {epoch:2d}: loss {total / len(Xtr):.4f}, val acc {acc:.4f}')


run()
