import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
T, TOKENS = 8, 6


def which_is_first(n, seed):
    """Does token 0 come before token 1?"""
    g = torch.Generator().manual_seed(seed)
    x = torch.randint(2, TOKENS, (n, T), generator=g)
    y = torch.randint(0, 2, (n,), generator=g)
    for row, lab in zip(x, y.tolist()):
        a, b = sorted(torch.randperm(T, generator=g)[:2].tolist())
        row[a], row[b] = (0, 1) if lab else (1, 0)
    return x, y


class Attender(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.tok = nn.Embedding(TOKENS, dim)
        self.pos = nn.Embedding(T, dim)
        layer = nn.TransformerEncoderLayer(dim, 4, 64, dropout=0.0)
        self.enc = nn.TransformerEncoder(layer, 2)
        self.fc = nn.Linear(dim, 2)

    def forward(self, x):
        h = self.tok(x) + self.pos.weight
        return self.fc(self.enc(h).mean(dim=1))


train = DataLoader(TensorDataset(*which_is_first(1200, 1)), batch_size=40, shuffle=True)
test = DataLoader(TensorDataset(*which_is_first(400, 2)), batch_size=40)
net = Attender()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
ce = nn.CrossEntropyLoss()
for epoch in range(8):
    net.train()
    s = 0.0
    for x, y in train:
        opt.zero_grad()
        loss = ce(net(x), y)
        loss.backward()
        opt.step()
        s += loss.item() * len(y)
    net.eval()
    with torch.no_grad():
        ok = sum((net(x).argmax(1) == y).sum().item() for x, y in test)
    print(f"epoch {epoch + 1} loss {s / 1200:.4f} acc {ok / 400:.3f}")
