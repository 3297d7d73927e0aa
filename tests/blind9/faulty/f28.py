"""Two-branch sensor fusion net: spectral and statistical features of a signal."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def build_signals(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 4, (n,), generator=g)
    t = torch.arange(64) / 64
    freq = (3 + 4 * y).float()
    s = torch.sin(2 * torch.pi * freq[:, None] * t + 6 * torch.rand(n, 1, generator=g))
    return TensorDataset(s + 0.4 * torch.randn(n, 64, generator=g), y)


class Fusion(nn.Module):
    def __init__(self, classes=4):
        super().__init__()
        self.spectral = nn.Sequential(nn.Linear(33, 32), nn.ReLU())
        self.conv = nn.Sequential(nn.Conv1d(1, 8, 9, stride=2), nn.ReLU(), nn.Conv1d(8, 8, 5, stride=2), nn.ReLU())
        self.head = nn.Linear(64, classes)

    def forward(self, s):
        power = torch.fft.rfft(s).abs() / 8
        a = self.spectral(power)
        b = self.conv(s.unsqueeze(1)).flatten(1)
        project = nn.Linear(b.shape[1], 32).to(s.device)
        b = torch.tanh(project(b))
        return self.head(torch.cat([a, b], dim=1))


def evaluate(model, loader, device):
    model.eval()
    hits = 0
    with torch.no_grad():
        for s, y in loader:
            hits += (model(s.to(device)).argmax(1) == y.to(device)).sum().item()
    return hits / len(loader.dataset)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    train, test = build_signals(600, 0), build_signals(200, 1)
    train_loader = DataLoader(train, batch_size=50, shuffle=True)
    model = Fusion().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    lossf = nn.CrossEntropyLoss()
    for epoch in range(8):
        model.train()
        total = 0.0
        for s, y in train_loader:
            s, y = s.to(device), y.to(device)
            opt.zero_grad()
            loss = lossf(model(s), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        print(epoch, round(total / len(train), 4))
    print("test", evaluate(model, DataLoader(test, batch_size=50), device))


if __name__ == "__main__":
    main()
