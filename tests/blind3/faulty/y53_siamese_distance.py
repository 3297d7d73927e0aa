"""Siamese net with the contrastive loss of Hadsell et al."""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

MARGIN = 1.0


def distance(a, b):
    return torch.sqrt(((a - b) ** 2).sum(dim=1))


def contrastive(a, b, same):
    d = distance(a, b)
    return (same * d ** 2 + (1 - same) * (MARGIN - d).clamp(min=0) ** 2).mean()


def draw_pairs(y, n):
    """half of the pairs of the same class, half of different ones"""
    i = torch.randint(0, len(y), (n,))
    j = torch.empty_like(i)
    same = (torch.arange(n) % 2).float()
    for k in range(n):
        pool = torch.where((y == y[i[k]]) == bool(same[k]))[0]
        j[k] = pool[torch.randint(0, len(pool), (1,))]
    return i, j, same


class Tower(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 8))

    def forward(self, x):
        return self.net(x)


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, train_size=300, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    net = Tower()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for step in range(1, 201):
        net.train()
        i, j, same = draw_pairs(y_tr, 64)
        loss = contrastive(net(X_tr[i]), net(X_tr[j]), same)
        opt.zero_grad()
        loss.backward()
        opt.step()
        if step % 40 == 0:
            print(f"step {step} loss {loss.item():.4f}")
    net.eval()
    with torch.no_grad():
        z_tr, z_te = net(X_tr), net(X_te)
        nearest = torch.cdist(z_te, z_tr).argmin(1)
    print("1-NN accuracy in the embedding", (y_tr[nearest] == y_te).float().mean().item())


if __name__ == "__main__":
    main()
