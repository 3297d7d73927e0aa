import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Spirals(Dataset):
    def __init__(self, n, noise=0.1, seed=0):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, 3, (n,), generator=g)
        r = torch.rand(n, generator=g)
        a = 4 * r + self.y * 2 * torch.pi / 3 + noise * torch.randn(n, generator=g)
        self.x = torch.stack([r * a.cos(), r * a.sin()], 1)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def train_one_epoch(model, loader, optimizer, log):
    model.train()
    loss_sum, n_correct, n_seen = 0.0, 0, 0
    for x, y in loader:
        optimizer.zero_grad()
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(y)
        n_correct += (logits.argmax(1) == y).sum().item()
        n_seen += len(y)
        log["seen"] += len(y)
        return loss_sum / n_seen, n_correct / n_seen


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    n_correct = 0
    for x, y in loader:
        n_correct += (model(x).argmax(1) == y).sum().item()
    return n_correct / len(loader.dataset)


def main():
    torch.manual_seed(0)
    train_loader = DataLoader(Spirals(1500, seed=1), batch_size=32, shuffle=True)
    val_loader = DataLoader(Spirals(500, seed=2), batch_size=250)
    model = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    log = {"seen": 0}
    for epoch in range(1, 26):
        loss, acc = train_one_epoch(model, train_loader, optimizer, log)
        if epoch % 5 == 0:
            print(f"epoch {epoch} loss {loss:.4f} acc {acc:.3f} samples so far {log['seen']}")
    print("val accuracy", evaluate(model, val_loader))


if __name__ == "__main__":
    main()
