import torch
from torch import nn
import torch.nn.functional as F
from sklearn.datasets import make_moons
from sklearn.metrics import accuracy_score

torch.manual_seed(0)


class Siamese(nn.Module):
    """Do two points come from the same moon?"""

    def __init__(self, dim=2, emb=8):
        super().__init__()
        self.fc1 = nn.Linear(dim, 32)
        self.fc2 = nn.Linear(32, 32)
        self.fc3 = nn.Linear(32, emb)

    def embed(self, x):
        h = self.fc1(x)
        F.relu(h)
        h = self.fc2(h)
        h = F.relu(h)
        return self.fc3(h)

    def forward(self, a, b):
        return self.embed(a), self.embed(b)


class Contrastive(nn.Module):
    def __init__(self, margin=1.0):
        super().__init__()
        self.margin = margin

    def forward(self, za, zb, same):
        d = F.pairwise_distance(za, zb)
        pull = same * d.pow(2)
        push = (1 - same) * F.relu(self.margin - d).pow(2)
        return 0.5 * (pull + push).mean()


def pairs(n, seed):
    x, y = make_moons(2 * n, noise=0.08, random_state=seed)
    x = torch.tensor(x, dtype=torch.float32)
    y = torch.tensor(y)
    same = (y[:n] == y[n:]).float()
    return x[:n], x[n:], same


a_tr, b_tr, s_tr = pairs(1500, 0)
a_te, b_te, s_te = pairs(400, 1)
net = Siamese()
loss_fn = Contrastive()
opt = torch.optim.Adam(net.parameters(), lr=3e-3)

for epoch in range(15):
    net.train()
    tot = 0.0
    for idx in torch.randperm(1500).split(50):
        opt.zero_grad()
        za, zb = net(a_tr[idx], b_tr[idx])
        loss = loss_fn(za, zb, s_tr[idx])
        loss.backward()
        opt.step()
        tot += loss.item() * len(idx)
    if epoch % 5 == 4:
        print(f"epoch {epoch + 1}: contrastive loss {tot / 1500:.4f}")

net.eval()
with torch.no_grad():
    za, zb = net(a_te, b_te)
    pred = (F.pairwise_distance(za, zb) < 0.5).float()
print("pair accuracy", accuracy_score(s_te.numpy(), pred.numpy()))
