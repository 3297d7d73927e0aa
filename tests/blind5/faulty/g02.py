import torch
import torch.nn as nn
from sklearn.datasets import make_blobs
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = make_blobs(n_samples=900, centers=4, n_features=6, cluster_std=3.0, center_box=(-30, 30), random_state=2)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=2)
X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)


class NegLogLikelihood(nn.Module):
    """cross entropy 수식 그대로 구현"""

    def forward(self, logits, target):
        p = torch.softmax(logits, dim=1)
        logp = torch.log(p)
        return -logp[torch.arange(len(target)), target].mean()


net = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 4))
for m in net:
    if isinstance(m, nn.Linear):
        nn.init.kaiming_normal_(m.weight)
opt = torch.optim.SGD(net.parameters(), lr=0.01)
crit = NegLogLikelihood()
for epoch in range(10):
    s = 0.0
    for a, b in DataLoader(TensorDataset(X_tr, y_tr), batch_size=32, shuffle=True):
        opt.zero_grad()
        loss = crit(net(a), b)
        loss.backward()
        opt.step()
        s += loss.item() * len(b)
    with torch.no_grad():
        acc = (net(X_te).argmax(1) == y_te).float().mean().item()
    print(f'epoch {epoch + 1} loss {s / len(X_tr):.4f} acc {acc:.3f}')
