"""Two-tower matcher: does this query vector belong to this item vector?"""
from __future__ import annotations

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Pairs(Dataset):
    """Positive pairs share a hidden topic, negative pairs do not."""

    def __init__(self, n: int, seed: int, n_topics: int = 8, dim_q: int = 20, dim_i: int = 30):
        world = torch.Generator().manual_seed(1)
        wq = torch.randn(n_topics, dim_q, generator=world)
        wi = torch.randn(n_topics, dim_i, generator=world)
        g = torch.Generator().manual_seed(seed)
        tq = torch.randint(n_topics, (n,), generator=g)
        same = torch.rand(n, generator=g) < 0.5
        shift = torch.randint(1, n_topics, (n,), generator=g)
        ti = torch.where(same, tq, (tq + shift) % n_topics)
        self.q = wq[tq] + 0.5 * torch.randn(n, dim_q, generator=g)
        self.i = wi[ti] + 0.5 * torch.randn(n, dim_i, generator=g)
        self.y = same.float()

    def __len__(self) -> int:
        return len(self.y)

    def __getitem__(self, k: int):
        return self.q[k], self.i[k], self.y[k]


class Tower(nn.Module):
    def __init__(self, n_in: int, n_hidden: int, n_out: int):
        super().__init__()
        self.n_out = n_out
        self.hidden = nn.Linear(n_in, n_hidden)

    def forward(self, x):
        h = F.relu(self.hidden(x))
        proj = nn.Linear(h.size(-1), self.n_out)
        return F.normalize(proj(h), dim=-1)


class TwoTower(nn.Module):
    def __init__(self):
        super().__init__()
        self.query_tower = Tower(20, 48, 16)
        self.item_tower = Tower(30, 48, 16)
        self.log_scale = nn.Parameter(torch.tensor(1.5))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def forward(self, q, i):
        sim = (self.query_tower(q) * self.item_tower(i)).sum(-1)
        return sim * self.log_scale.exp() + self.bias


def step(model, batch):
    q, i, y = batch
    logit = model(q, i)
    return F.binary_cross_entropy_with_logits(logit, y), ((logit > 0).float() == y).sum().item()


if __name__ == "__main__":
    torch.manual_seed(23)
    train_dl = DataLoader(Pairs(3000, seed=2), batch_size=64, shuffle=True)
    valid_dl = DataLoader(Pairs(800, seed=3), batch_size=200)
    model = TwoTower()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(6):
        model.train()
        losses = []
        for batch in train_dl:
            opt.zero_grad()
            loss, _ = step(model, batch)
            loss.backward()
            opt.step()
            losses.append(loss.item())
        model.eval()
        with torch.no_grad():
            hits = sum(step(model, batch)[1] for batch in valid_dl)
        print(f"epoch {epoch} loss {sum(losses) / len(losses):.4f} valid acc {hits / len(valid_dl.dataset):.3f}")
