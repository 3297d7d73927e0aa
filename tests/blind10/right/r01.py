"""Digits CNN trained with gradient accumulation (effective batch 128)."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

ACCUM = 4


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 24, 3, padding=1), nn.GroupNorm(4, 24), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(24, 48, 3, padding=1), nn.GroupNorm(4, 48), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.fc = nn.Linear(48 * 4, 10)

    def forward(self, x):
        return self.fc(self.body(x).flatten(1))


def main():
    torch.manual_seed(0)
    d = load_digits()
    x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
    y = torch.tensor(d.target)
    xtr, xte, ytr, yte = train_test_split(x, y, test_size=0.2, random_state=0, stratify=y)
    loader = DataLoader(TensorDataset(xtr, ytr), batch_size=32, shuffle=True)
    test_loader = DataLoader(TensorDataset(xte, yte), batch_size=256)

    model = Net()
    opt = torch.optim.AdamW(model.parameters(), lr=5e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(8):
        model.train()
        opt.zero_grad()
        running = 0.0
        for i, (xb, yb) in enumerate(loader, start=1):
            loss = criterion(model(xb), yb)
            (loss / ACCUM).backward()
            running += loss.item() * len(yb)
            if i % ACCUM == 0 or i == len(loader):
                opt.step()
                opt.zero_grad()
        print(f"epoch {epoch} loss {running / len(loader.dataset):.4f}")

    model.eval()
    hits = 0
    with torch.no_grad():
        for xb, yb in test_loader:
            hits += (model(xb).argmax(1) == yb).sum().item()
    print("test accuracy", hits / len(yte))


if __name__ == "__main__":
    main()
