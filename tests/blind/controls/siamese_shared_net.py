"""Right: one network is called twice per step and the triplet loss is summed into one backward; F.dropout gets training=self.training."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits

torch.manual_seed(0)


class Embed(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 64)
        self.fc2 = nn.Linear(64, 16)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.dropout(x, 0.2, training=self.training)
        return F.normalize(self.fc2(x), dim=1)


d = load_digits()
X, y = torch.tensor(d.data, dtype=torch.float32) / 16, torch.tensor(d.target)
by_class = [torch.nonzero(y[:1400] == c).flatten() for c in range(10)]


def triplets(n=48):
    a, p, q = [], [], []
    for c in torch.randint(0, 10, (n,)).tolist():
        i, j = by_class[c][torch.randint(len(by_class[c]), (2,))]
        other = by_class[(c + int(torch.randint(1, 10, (1,)))) % 10]
        a.append(X[i]), p.append(X[j]), q.append(X[other[torch.randint(len(other), (1,)).item()]])
    return torch.stack(a), torch.stack(p), torch.stack(q)


net = Embed()
criterion = nn.TripletMarginLoss(margin=0.5)
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for step in range(60):
    net.train()
    a, p, n = triplets()
    loss = criterion(net(a), net(p), net(n))
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 20 == 0:
        print(step, loss.item())
net.eval()
with torch.no_grad():
    gallery, probe = net(X[:1400]), net(X[1400:])
    nearest = (probe @ gallery.t()).argmax(dim=1)
print("1-NN accuracy", (y[nearest] == y[1400:]).float().mean().item())
