# sequence classification: which of three waveforms?
import math
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(64)
T, N_CLASSES = 40, 3


def generate(n):
    t = torch.linspace(0, 1, T).repeat(n, 1)
    freq = torch.empty(n, 1).uniform_(2, 4)
    phase = torch.rand(n, 1)
    labels = torch.randint(0, N_CLASSES, (n,))
    arg = (t * freq + phase)
    sine = torch.sin(2 * math.pi * arg)
    square = torch.sign(sine)
    saw = 2 * (arg - torch.floor(arg)) - 1
    waves = torch.stack([sine, square, saw])
    x = waves[labels, torch.arange(n)]
    return (x + 0.2 * torch.randn_like(x)).unsqueeze(-1), labels  # (n, T, 1)


x_train, y_train = generate(1500)
x_val, y_val = generate(400)
train_loader = DataLoader(TensorDataset(x_train, y_train), batch_size=50, shuffle=True)
val_loader = DataLoader(TensorDataset(x_val, y_val), batch_size=50)


class WaveClassifier(nn.Module):
    def __init__(self, input_size=1, hidden_size=48, num_layers=1):
        super().__init__()
        self.gru = nn.GRU(input_size, hidden_size, num_layers)
        self.norm = nn.LayerNorm(hidden_size)
        self.fc = nn.Linear(hidden_size, N_CLASSES)

    def forward(self, x):
        # x: (batch, time, features)
        output, _ = self.gru(x)
        last = output[:, -1, :]
        return self.fc(self.norm(last))


model = WaveClassifier()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)

for epoch in range(8):
    model.train()
    train_loss = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        train_loss += loss.item() * xb.size(0)

    model.eval()
    correct = 0
    with torch.no_grad():
        for xb, yb in val_loader:
            correct += (model(xb).argmax(dim=1) == yb).sum().item()
    print(f"Epoch {epoch + 1}: loss {train_loss / len(x_train):.4f}, val acc {correct / len(x_val):.3f}")
