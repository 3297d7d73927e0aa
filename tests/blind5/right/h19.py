import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class Encoder(nn.Module):
    def __init__(self, code=24):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, code))

    def forward(self, x):
        return self.net(x)


class Decoder(nn.Module):
    def __init__(self, code=24):
        super().__init__()
        self.net = nn.Sequential(nn.ReLU(), nn.Linear(code, 48), nn.ReLU(), nn.Linear(48, 64), nn.Sigmoid())

    def forward(self, z):
        return self.net(z)


class Probe(nn.Module):
    def __init__(self, encoder, code=24):
        super().__init__()
        self.encoder = encoder
        for p in self.encoder.parameters():
            p.requires_grad = False
        self.head = nn.Linear(code, 10)

    def forward(self, x):
        return self.head(torch.relu(self.encoder(x)))


torch.manual_seed(0)
d = load_digits()
xa, xb, ya, yb = train_test_split(d.data / 16.0, d.target, test_size=0.25, random_state=0, stratify=d.target)
xa, xb = torch.tensor(xa, dtype=torch.float32), torch.tensor(xb, dtype=torch.float32)
ya, yb = torch.tensor(ya), torch.tensor(yb)
loader = DataLoader(TensorDataset(xa, ya), batch_size=64, shuffle=True)

enc, dec = Encoder(), Decoder()
opt = torch.optim.Adam(list(enc.parameters()) + list(dec.parameters()), lr=2e-3)
mse = nn.MSELoss()
for epoch in range(30):
    total = 0.0
    for x, _ in loader:
        opt.zero_grad()
        loss = mse(dec(enc(x)), x)
        loss.backward()
        opt.step()
        total += loss.item() * len(x)
    if epoch % 10 == 9:
        print(f'pretrain {epoch + 1}: {total / len(xa):.5f}')

probe = Probe(enc)
opt = torch.optim.Adam(filter(lambda p: p.requires_grad, probe.parameters()), lr=1e-2)
ce = nn.CrossEntropyLoss()
for epoch in range(25):
    probe.train()
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = ce(probe(x), y)
        loss.backward()
        opt.step()
        total += loss.item() * len(y)
    if epoch % 5 == 4:
        probe.eval()
        with torch.no_grad():
            acc = (probe(xb).argmax(1) == yb).float().mean().item()
        print(f'probe {epoch + 1}: loss {total / len(xa):.4f} acc {acc:.4f}')
