import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

SAMPLE_RATE, SECONDS = 400, 1
TRAIN_CLIPS, VAL_CLIPS = 481, 120


def clip(event, g):
    t = torch.linspace(0, SECONDS, SAMPLE_RATE * SECONDS)
    wave = 0.3 * torch.randn(len(t), generator=g)
    if event:
        start = int(torch.randint(0, 250, (1,), generator=g))
        wave[start:start + 120] += torch.sin(2 * torch.pi * 40 * t[:120])
    return wave


def build(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 2, (n,), generator=g)
    x = torch.stack([clip(int(k), g) for k in y])
    return TensorDataset(x.unsqueeze(1), y.float())


class EventDetector(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv1d(1, width, 15, stride=2), nn.ReLU(),
            nn.Conv1d(width, width, 9, stride=2), nn.ReLU(),
            nn.AdaptiveMaxPool1d(1))
        self.fc = nn.Linear(width, 1)

    def forward(self, x):
        h = self.conv(x).squeeze(-1)
        return self.fc(h).squeeze()


def run_epoch(model, loader, criterion, opt=None):
    model.train(opt is not None)
    total, good = 0.0, 0
    with torch.set_grad_enabled(opt is not None):
        for x, y in loader:
            out = model(x)
            loss = criterion(out, y)
            if opt is not None:
                opt.zero_grad()
                loss.backward()
                opt.step()
            total += loss.item() * len(y)
            good += ((out > 0).float() == y).sum().item()
    return total / len(loader.dataset), good / len(loader.dataset)


def main():
    torch.manual_seed(0)
    train = DataLoader(build(TRAIN_CLIPS, 1), batch_size=32, shuffle=True)
    val = DataLoader(build(VAL_CLIPS, 2), batch_size=40)
    model = EventDetector()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    criterion = nn.BCEWithLogitsLoss()
    for epoch in range(6):
        tl, ta = run_epoch(model, train, criterion, opt)
        vl, va = run_epoch(model, val, criterion)
        print(f"{epoch}: train {tl:.4f}/{ta:.3f} val {vl:.4f}/{va:.3f}")


if __name__ == "__main__":
    main()
