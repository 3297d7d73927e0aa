"""
Multi-label genre prediction. Every movie can have several genres,
targets are multi-hot vectors, metric is the mean average precision.
"""
import numpy as np
import torch
from sklearn.metrics import average_precision_score
from torch import nn
from torch.utils.data import DataLoader, Dataset

GENRES = ["action", "comedy", "drama", "horror", "romance"]
RNG = np.random.default_rng(33)
TOPICS = RNG.normal(size=(len(GENRES), 40))


def simulate(n, rng):
    genres = (rng.random((n, len(GENRES))) < np.array([0.45, 0.4, 0.6, 0.25, 0.35])).astype(np.float32)
    empty = genres.sum(1) == 0
    genres[empty, 2] = 1.0
    plots = genres @ TOPICS + rng.normal(scale=2.0, size=(n, 40))
    return plots.astype(np.float32) / 3.0, genres


class Movies(Dataset):
    def __init__(self, n, seed):
        self.plots, self.genres = simulate(n, np.random.default_rng(seed))

    def __len__(self):
        return len(self.plots)

    def __getitem__(self, index):
        return self.plots[index], self.genres[index]


class GenreNet(nn.Module):
    def __init__(self, d_in=40, d_hidden=64, n_genres=len(GENRES)):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Linear(d_in, d_hidden),
            nn.LayerNorm(d_hidden),
            nn.GELU(),
        )
        self.head = nn.Linear(d_hidden, n_genres)

    def forward(self, plot):
        scores = self.head(self.backbone(plot))
        return torch.softmax(scores, dim=-1)


def train_epoch(model, loader, optimizer, loss_fn):
    model.train()
    total = 0.0
    for plots, genres in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(plots), genres)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(plots)
    return total / len(loader.dataset)


def evaluate(model, loader):
    model.eval()
    probs, truth = [], []
    with torch.no_grad():
        for plots, genres in loader:
            probs.append(model(plots))
            truth.append(genres)
    probs, truth = torch.cat(probs).numpy(), torch.cat(truth).numpy()
    exact = ((probs > 0.5) == (truth > 0.5)).all(axis=1).mean()
    return average_precision_score(truth, probs, average="macro"), exact


if __name__ == "__main__":
    torch.manual_seed(33)
    train_loader = DataLoader(Movies(3000, 1), batch_size=64, shuffle=True)
    test_loader = DataLoader(Movies(800, 2), batch_size=400)
    model = GenreNet()
    loss_fn = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(8):
        print(f"epoch {epoch} bce {train_epoch(model, train_loader, optimizer, loss_fn):.4f}")
    mAP, exact = evaluate(model, test_loader)
    print(f"mAP {mAP:.3f}  exact match {exact:.3f}")
