import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset

try:
    from tqdm import tqdm
except ImportError:
    def tqdm(it, **kw):
        return it

torch.manual_seed(0)


class XorDataset(Dataset):
    def __init__(self, n=800):
        bits = torch.randint(0, 2, (n, 2))
        self.x = bits.float() + 0.1 * torch.randn(n, 2)
        self.y = (bits[:, 0] ^ bits[:, 1]).float()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class XorNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 8)
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        return self.out(torch.tanh(self.hidden(x))).squeeze(-1)


def train_epoch(model, loader, optimizer, criterion):
    model.train()
    total = 0.0
    for x, y in tqdm(loader, desc="train"):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
        return total / len(loader)


def valid_epoch(model, loader, criterion):
    model.eval()
    total, hits = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            total += criterion(logits, y).item()
            hits += ((logits > 0).float() == y).sum().item()
    return total / len(loader), hits / len(loader.dataset)


train_loader = DataLoader(XorDataset(800), batch_size=16, shuffle=True)
valid_loader = DataLoader(XorDataset(200), batch_size=50)
model = XorNet()
criterion = nn.BCEWithLogitsLoss()
optimizer = optim.Adam(model.parameters(), lr=0.02)
for epoch in range(5):
    tr = train_epoch(model, train_loader, optimizer, criterion)
    va, acc = valid_epoch(model, valid_loader, criterion)
    print(f"epoch {epoch} train {tr:.4f} valid {va:.4f} acc {acc:.3f}")
