import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def two_views(x, g):
    def view(x):
        img = x.view(-1, 8, 8)
        dy, dx = torch.randint(-1, 2, (2,), generator=g).tolist()
        img = torch.roll(img, (dy, dx), (1, 2))
        keep = (torch.rand(img.shape, generator=g) > 0.15).float()
        return (img * keep).flatten(1)
    return view(x), view(x)


class SimSiam(nn.Module):
    def __init__(self, d=64):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, d), nn.BatchNorm1d(d, affine=False))
        self.predictor = nn.Sequential(nn.Linear(d, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, d))

    def forward(self, a, b):
        za, zb = self.encoder(a), self.encoder(b)
        pa, pb = self.predictor(za), self.predictor(zb)
        return -0.5 * (F.cosine_similarity(pa, zb.detach()).mean() + F.cosine_similarity(pb, za.detach()).mean())


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(1)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.3, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    model = SimSiam()
    opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
    for epoch in range(15):
        model.train()
        total, n = 0.0, 0
        for idx in torch.randperm(len(X_tr)).split(128):
            if len(idx) < 128:
                continue           # a short batch would give poor batch statistics
            loss = model(*two_views(X_tr[idx], g))
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
            n += len(idx)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} loss {total / n:.4f}")
    model.eval()
    with torch.no_grad():
        h_tr, h_te = model.encoder(X_tr), model.encoder(X_te)
    print("spread of the normalised features", F.normalize(h_te, dim=1).std(0).mean().item())
    probe = LogisticRegression(max_iter=2000).fit(h_tr.numpy(), y_tr)
    print("linear probe accuracy", probe.score(h_te.numpy(), y_te))


if __name__ == "__main__":
    main()
