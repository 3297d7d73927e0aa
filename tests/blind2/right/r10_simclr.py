import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier


def augment(x, g):
    """two views: shift by up to one pixel and add noise"""
    img = x.view(-1, 8, 8)
    dy, dx = torch.randint(-1, 2, (2,), generator=g).tolist()
    img = torch.roll(img, (dy, dx), dims=(1, 2))
    return (img + 0.1 * torch.randn(img.shape, generator=g)).flatten(1)


class Projector(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU())
        self.proj = nn.Linear(64, d)
        self.log_temp = nn.Parameter(torch.tensor(2.0))

    def forward(self, x):
        return F.normalize(self.proj(self.encoder(x)), dim=-1)


def info_nce(a, b, log_temp):
    sim = a @ b.t() * log_temp.exp()
    target = torch.arange(len(a))
    loss = 0.5 * (F.cross_entropy(sim, target) + F.cross_entropy(sim.t(), target))
    with torch.no_grad():
        # how much of each column's mass sits on its own row
        hit = torch.softmax(sim, dim=0).diagonal().mean().item()
    return loss, hit


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.25, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    model = Projector()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(20):
        model.train()
        tot, hits, n = 0.0, 0.0, 0
        for idx in torch.randperm(len(X_tr)).split(128):
            loss, hit = info_nce(model(augment(X_tr[idx], g)), model(augment(X_tr[idx], g)), model.log_temp)
            opt.zero_grad()
            loss.backward()
            opt.step()
            tot, hits, n = tot + loss.item() * len(idx), hits + hit * len(idx), n + len(idx)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} InfoNCE {tot / n:.3f} own pair {hits / n:.3f}")
    model.eval()
    with torch.no_grad():
        h_tr, h_te = model.encoder(X_tr), model.encoder(X_te)
    knn = KNeighborsClassifier(5).fit(h_tr.numpy(), y_tr)
    print("kNN accuracy on the representation", knn.score(h_te.numpy(), y_te))


if __name__ == "__main__":
    main()
