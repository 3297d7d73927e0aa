import torch
import torch.nn as nn
from torch.amp import GradScaler, autocast
from torch.utils.data import DataLoader, TensorDataset


def make_data(n, seed):
    g = torch.Generator().manual_seed(seed)
    t = torch.linspace(0, 6.28, 64)
    label = torch.randint(0, 3, (n,), generator=g)
    phase = torch.rand(n, 1, generator=g) * 6.28
    freq = (label + 1).unsqueeze(1) * 1.5
    signal = torch.sin(freq * t + phase) + 0.3 * torch.randn(n, 64, generator=g)
    return TensorDataset(signal.unsqueeze(1), label)


class SignalNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv1d(1, 16, 7, stride=2, padding=3), nn.ReLU(),
            nn.Conv1d(16, 32, 5, stride=2, padding=2), nn.ReLU(),
            nn.AdaptiveAvgPool1d(4), nn.Flatten(),
            nn.Linear(128, 3),
        )

    def forward(self, x):
        return self.net(x)


torch.manual_seed(0)
device = "cuda" if torch.cuda.is_available() else "cpu"
train_loader = DataLoader(make_data(960, 0), batch_size=32, shuffle=True)
val_loader = DataLoader(make_data(300, 1), batch_size=100)

model = SignalNet().to(device)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
scaler = GradScaler(device)

for epoch in range(3):
    model.train()
    for x, y in train_loader:
        x, y = x.to(device), y.to(device)
        with autocast(device_type=device, dtype=torch.bfloat16):
            loss = criterion(model(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()

    model.eval()
    correct = 0
    with torch.no_grad(), autocast(device_type=device, dtype=torch.bfloat16):
        for x, y in val_loader:
            correct += (model(x.to(device)).argmax(1).cpu() == y).sum().item()
    print(f"epoch {epoch + 1}: loss {loss.item():.4f}  val accuracy {correct / 300:.3f}")
