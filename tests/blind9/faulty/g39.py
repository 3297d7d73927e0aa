"""Consistency training: few labelled points, a stream of unlabelled ones."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_moons

torch.manual_seed(55)
X, y = make_moons(n_samples=2200, noise=0.12, random_state=55)
X = torch.tensor(X, dtype=torch.float32)
y = torch.tensor(y)
X = (X - X[:1000].mean(0)) / X[:1000].std(0)

labelled = DataLoader(TensorDataset(X[:1000], y[:1000]), batch_size=20, shuffle=True)
unlabelled = DataLoader(TensorDataset(X[1000:1600]), batch_size=20, shuffle=True)
held_x, held_y = X[1600:], y[1600:]

net = nn.Sequential(nn.Linear(2, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU(), nn.Linear(48, 2))
opt = torch.optim.SGD(net.parameters(), lr=0.03, momentum=0.5)
stream = iter(unlabelled)


def consistency(batch):
    with torch.no_grad():
        goal = F.softmax(net(batch), dim=1)
    noisy = F.log_softmax(net(batch + 0.05 * torch.randn_like(batch)), dim=1)
    return F.kl_div(noisy, goal, reduction="batchmean")


def one_epoch():
    net.train()
    total, steps = 0.0, 0
    for (x, t), (u,) in zip(labelled, stream):
        loss = F.cross_entropy(net(x), t) + 0.3 * consistency(u)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item()
        steps += 1
    return total / max(steps, 1)


for epoch in range(30):
    loss = one_epoch()
    if epoch % 5 == 0:
        net.eval()
        with torch.no_grad():
            acc = (net(held_x).argmax(1) == held_y).float().mean().item()
        print(f"epoch {epoch:2d} loss {loss:.4f} held-out accuracy {acc:.4f}")
