"""AMP-ready trainer with one-cycle schedule."""
from dataclasses import dataclass

import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Args:
    epochs: int = 5
    batch_size: int = 64
    max_lr: float = 5e-3
    clip: float = 1.0
    device: str = "cuda" if torch.cuda.is_available() else "cpu"

    @property
    def amp(self):
        return self.device == "cuda"


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 24, 3, padding=1, bias=False), nn.BatchNorm2d(24), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(24, 48, 3, padding=1, bias=False), nn.BatchNorm2d(48), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Dropout(0.2), nn.Linear(48 * 4, 10),
        )

    def forward(self, x):
        return self.net(x)


def fit(args, train_set):
    model = ConvNet().to(args.device)
    loader = DataLoader(train_set, args.batch_size, shuffle=True, pin_memory=args.amp)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.max_lr)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, args.max_lr, total_steps=args.epochs * len(loader))
    scaler = torch.amp.GradScaler(args.device, enabled=args.amp)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        for x, y in loader:
            x, y = x.to(args.device, non_blocking=True), y.to(args.device, non_blocking=True)
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast(args.device, dtype=torch.float16, enabled=args.amp):
                loss = criterion(model(x), y)
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), args.clip)
            scaler.step(optimizer)
            scaler.update()
            scheduler.step()
            total += loss.item() * y.size(0)
        print(epoch, total / len(train_set))
    return model


def evaluate(args, model, ds):
    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in DataLoader(ds, 256):
            hits += (model(x.to(args.device)).argmax(1).cpu() == y).sum().item()
    return hits / len(ds)


if __name__ == "__main__":
    args = Args()
    d = load_digits()
    x = torch.tensor(d.images, dtype=torch.float32)[:, None] / 16
    y = torch.tensor(d.target)
    tr, te = train_test_split(torch.arange(len(y)), test_size=0.2, random_state=0)
    model = fit(args, TensorDataset(x[tr], y[tr]))
    print("test", evaluate(args, model, TensorDataset(x[te], y[te])))
