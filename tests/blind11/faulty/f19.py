"""Collaborative filtering with matrix factorisation on simulated ratings."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Ratings(Dataset):
    def __init__(self, users, items, stars):
        self.users = torch.as_tensor(users, dtype=torch.long)
        self.items = torch.as_tensor(items, dtype=torch.long)
        self.stars = torch.as_tensor(stars, dtype=torch.float32)

    def __len__(self):
        return self.users.shape[0]

    def __getitem__(self, k):
        return self.users[k], self.items[k], self.stars[k]


def simulate(n_users=300, n_items=200, n_ratings=20000, rank=4, seed=8):
    rng = np.random.default_rng(seed)
    P = rng.normal(scale=0.7, size=(n_users, rank))
    Q = rng.normal(scale=0.7, size=(n_items, rank))
    u = rng.integers(n_users, size=n_ratings)
    i = rng.integers(n_items, size=n_ratings)
    s = 3.5 + (P[u] * Q[i]).sum(1) + rng.normal(scale=0.3, size=n_ratings)
    cut = int(0.9 * n_ratings)
    return Ratings(u[:cut], i[:cut], s[:cut]), Ratings(u[cut:], i[cut:], s[cut:])


class MF(nn.Module):
    def __init__(self, n_users, n_items, dim=8):
        super().__init__()
        self.user = nn.Embedding(n_users, dim)
        self.item = nn.Embedding(n_items, dim)
        self.user_bias = nn.Embedding(n_users, 1)
        self.item_bias = nn.Embedding(n_items, 1)
        self.mu = nn.Parameter(torch.tensor(3.5))
        for emb in (self.user, self.item):
            nn.init.normal_(emb.weight, std=0.1)
        for emb in (self.user_bias, self.item_bias):
            nn.init.zeros_(emb.weight)

    def forward(self, u, i):
        dot = (self.user(u) * self.item(i)).sum(-1)
        return self.mu + dot + self.user_bias(u).squeeze(-1) + self.item_bias(i).squeeze(-1)


def train_one_epoch(model: MF, loader: DataLoader, opt: torch.optim.Optimizer) -> float:
    model.train()
    total, count = 0.0, 0
    for u, i, s in loader:
        opt.zero_grad()
        loss = nn.functional.mse_loss(model(u, i), s)
        loss.backward()
        opt.step()
        total += loss.item() * len(s)
        count += len(s)
        return total / count


def rmse(model: MF, loader: DataLoader) -> float:
    model.eval()
    se, count = 0.0, 0
    with torch.no_grad():
        for u, i, s in loader:
            se += ((model(u, i) - s) ** 2).sum().item()
            count += len(s)
    return (se / count) ** 0.5


def main() -> None:
    torch.manual_seed(8)
    train_set, test_set = simulate()
    train_loader = DataLoader(train_set, batch_size=512, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=2000)
    model = MF(300, 200)
    opt = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=1e-5)
    for epoch in range(10):
        mse = train_one_epoch(model, train_loader, opt)
        print(f"{epoch:2d}: train mse {mse:.4f}")
    print(f"test RMSE {rmse(model, test_loader):.4f}")


if __name__ == "__main__":
    main()
