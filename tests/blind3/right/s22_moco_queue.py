import copy

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier


def view(x, g):
    img = x.view(-1, 8, 8)
    dy, dx = torch.randint(-1, 2, (2,), generator=g).tolist()
    return (torch.roll(img, (dy, dx), (1, 2)) + 0.1 * torch.randn(img.shape, generator=g)).flatten(1)


class MoCo(nn.Module):
    def __init__(self, dim=32, size=512, m=0.98, temp=0.1):
        super().__init__()
        self.q = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, dim))
        self.k = copy.deepcopy(self.q).requires_grad_(False)
        self.m, self.temp = m, temp
        self.register_buffer("queue", F.normalize(torch.randn(size, dim), dim=1))
        self.ptr = 0

    @torch.no_grad()
    def _follow(self):
        for a, b in zip(self.k.parameters(), self.q.parameters()):
            a.data.mul_(self.m).add_(b.data, alpha=1 - self.m)

    @torch.no_grad()
    def _push(self, keys):
        n = len(keys)
        idx = (torch.arange(n) + self.ptr) % len(self.queue)
        self.queue[idx] = keys
        self.ptr = (self.ptr + n) % len(self.queue)

    def forward(self, a, b):
        q = F.normalize(self.q(a), dim=1)
        with torch.no_grad():
            self._follow()
            k = F.normalize(self.k(b), dim=1)
        positive = (q * k).sum(1, keepdim=True)
        negative = q @ self.queue.clone().t()
        logits = torch.cat([positive, negative], dim=1) / self.temp
        loss = F.cross_entropy(logits, torch.zeros(len(a), dtype=torch.long))
        self._push(k)
        return loss


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.25, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    model = MoCo()
    opt = torch.optim.Adam(model.q.parameters(), lr=1e-3)
    for epoch in range(18):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(X_tr)).split(64):
            loss = model(view(X_tr[idx], g), view(X_tr[idx], g))
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} loss {total / len(X_tr):.4f}")
    model.eval()
    with torch.no_grad():
        f_tr, f_te = F.normalize(model.q(X_tr), dim=1), F.normalize(model.q(X_te), dim=1)
    print("kNN accuracy", KNeighborsClassifier(5).fit(f_tr.numpy(), y_tr).score(f_te.numpy(), y_te))


if __name__ == "__main__":
    main()
