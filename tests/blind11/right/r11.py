"""SimCLR-like pre-training on digits (InfoNCE), then a linear probe."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def augment(x):
    """Shift by up to one pixel, scale the contrast, add noise."""
    n = x.size(0)
    dy, dx = torch.randint(-1, 2, (2,)).tolist()
    x = torch.roll(x, shifts=(dy, dx), dims=(2, 3))
    x = x * (0.7 + 0.6 * torch.rand(n, 1, 1, 1))
    return x + 0.1 * torch.randn_like(x)


class Encoder(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.Flatten(),
            nn.Linear(512, 64), nn.ReLU(),
        )
        self.projection = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, dim))

    def forward(self, x):
        return F.normalize(self.projection(self.conv(x)), dim=1)


def info_nce(z1, z2, temperature=0.2):
    """Each picture must find its other view among the batch: rows are queries, columns are keys."""
    sim = z1 @ z2.t() / temperature
    ids = torch.arange(z1.size(0))
    return 0.5 * (F.cross_entropy(sim, ids) + F.cross_entropy(sim.t(), ids))


def pretrain(encoder, x, epochs=15, batch=128):
    opt = torch.optim.Adam(encoder.parameters(), lr=1e-3)
    encoder.train()
    for epoch in range(epochs):
        total, steps = 0.0, 0
        for rows in torch.randperm(len(x)).split(batch):
            if len(rows) < batch:
                continue
            loss = info_nce(encoder(augment(x[rows])), encoder(augment(x[rows])))
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item()
            steps += 1
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} InfoNCE {total / steps:.3f}")


def main():
    torch.manual_seed(0)
    d = load_digits()
    x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
    idx_tr, idx_te = train_test_split(range(len(x)), test_size=0.3, random_state=0, stratify=d.target)
    encoder = Encoder()
    pretrain(encoder, x[idx_tr])

    encoder.eval()
    with torch.no_grad():
        f_tr = encoder.conv(x[idx_tr]).numpy()
        f_te = encoder.conv(x[idx_te]).numpy()
    probe = LogisticRegression(max_iter=2000).fit(f_tr, d.target[idx_tr])
    print("linear probe accuracy", round(probe.score(f_te, d.target[idx_te]), 3))


if __name__ == "__main__":
    main()
