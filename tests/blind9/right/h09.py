"""Contrastive features without labels, judged by a linear probe."""
import torch
from torch import nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def augment(x):
    img = x.view(-1, 8, 8)
    shift = int(torch.randint(-1, 2, (1,)))
    img = torch.roll(img, shift, dims=int(torch.randint(1, 3, (1,))))
    img = img * (torch.rand_like(img) > 0.1)
    return (img + 0.05 * torch.randn_like(img)).flatten(1)


def info_nce(za, zb, tau=0.2):
    za, zb = F.normalize(za, dim=1), F.normalize(zb, dim=1)
    sim = za @ zb.T / tau
    target = torch.arange(len(za))
    return 0.5 * (F.cross_entropy(sim, target) + F.cross_entropy(sim.T, target))


def probe(encoder, xa, ya, xb, yb):
    encoder.eval()
    with torch.no_grad():
        fa, fb = encoder(xa).numpy(), encoder(xb).numpy()
    return LogisticRegression(max_iter=500).fit(fa, ya).score(fb, yb)


torch.manual_seed(9)
X, y = load_digits(return_X_y=True)
xa, xb, ya, yb = train_test_split(X / 16, y, test_size=0.3, random_state=9, stratify=y)
xa, xb = torch.tensor(xa, dtype=torch.float32), torch.tensor(xb, dtype=torch.float32)
encoder = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 32))
projector = nn.Sequential(nn.ReLU(), nn.Linear(32, 16))
opt = torch.optim.Adam([*encoder.parameters(), *projector.parameters()], lr=2e-3)
for epoch in range(20):
    encoder.train()
    total = 0.0
    batches = torch.randperm(len(xa))[:1248].split(96)
    for idx in batches:
        first, second = augment(xa[idx]), augment(xa[idx])
        loss = info_nce(projector(encoder(first)), projector(encoder(second)))
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.item()
    if epoch % 5 == 4:
        print(f"epoch {epoch + 1} nce {total / len(batches):.4f} probe accuracy {probe(encoder, xa, ya, xb, yb):.4f}")
