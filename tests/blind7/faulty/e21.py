import math
import torch
import torch.nn as nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class PositionalEncoding(nn.Module):
    def __init__(self, dim, max_len=64):
        super().__init__()
        pos = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, dim, 2) * (-math.log(10000.0) / dim))
        table = torch.zeros(max_len, dim)
        table[:, 0::2] = torch.sin(pos * div)
        table[:, 1::2] = torch.cos(pos * div)
        self.table = table

    def forward(self, x):
        return x + self.table[: x.size(1)]


class Reverser(nn.Module):
    """Reads a sequence of digits and says which digit came first."""

    def __init__(self, dim=32):
        super().__init__()
        self.emb = nn.Embedding(10, dim)
        self.pos = PositionalEncoding(dim)
        layer = nn.TransformerEncoderLayer(dim, nhead=4, dim_feedforward=64, dropout=0.0, batch_first=True)
        self.enc = nn.TransformerEncoder(layer, num_layers=1)
        self.out = nn.Linear(dim, 10)

    def forward(self, ids):
        h = self.enc(self.pos(self.emb(ids)))
        return self.out(h.mean(dim=1))


torch.manual_seed(0)
net = Reverser().to(device)
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
loss_fn = nn.CrossEntropyLoss()

net.train()
for step in range(300):
    ids = torch.randint(0, 10, (64, 8), device=device)
    loss = loss_fn(net(ids), ids[:, 0])
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 100 == 0:
        print(step, loss.item())

net.eval()
with torch.no_grad():
    ids = torch.randint(0, 10, (500, 8), device=device)
    print((net(ids).argmax(1) == ids[:, 0]).float().mean().item())
