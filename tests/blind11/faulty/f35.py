import torch
from sklearn.datasets import load_iris
from sklearn.model_selection import StratifiedShuffleSplit
from torch import nn

# iris with a hand-written negative log likelihood, to see what CrossEntropyLoss does inside

data = load_iris()
splitter = StratifiedShuffleSplit(n_splits=1, test_size=0.3, random_state=21)
tr, te = next(splitter.split(data.data, data.target))

features = torch.tensor(data.data, dtype=torch.float32)
target = torch.tensor(data.target, dtype=torch.long)
mu, sd = features[tr].mean(dim=0), features[tr].std(dim=0)
features = (features - mu) / sd


class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 16)
        self.out = nn.Linear(16, 3)
        self.log_probs = nn.LogSoftmax(dim=0)

    def forward(self, x):
        x = torch.tanh(self.hidden(x))
        return self.log_probs(self.out(x))


def nll(log_p, y):
    """mean of -log p(correct class)"""
    picked = log_p.gather(dim=1, index=y.unsqueeze(1))
    return -picked.mean()


torch.manual_seed(21)
net = IrisNet()
opt = torch.optim.Adam(net.parameters(), lr=0.02)
batch_size = 15

for epoch in range(60):
    perm = tr[torch.randperm(len(tr)).numpy()]
    total = 0.0
    for k in range(0, len(perm), batch_size):
        rows = perm[k:k + batch_size]
        loss = nll(net(features[rows]), target[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item() * len(rows)
    if epoch % 10 == 0:
        print(f"epoch {epoch:3d}  nll {total / len(tr):.4f}")

with torch.no_grad():
    log_p = net(features[te])
    acc = (log_p.argmax(dim=1) == target[te]).float().mean().item()
    print("test nll %.4f, test accuracy %.3f" % (nll(log_p, target[te]).item(), acc))
