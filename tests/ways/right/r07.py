import torch
from torch import nn
torch.manual_seed(0)
class Clf(nn.Module):
    def __init__(self, d=64):
        super().__init__(); self.emb = nn.Embedding(100, d)
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(d, 4), 2); self.head = nn.Linear(d, 2)
    def forward(self, t):
        h = self.enc(self.emb(t).transpose(0, 1)).transpose(0, 1)
        return self.head(h.mean(dim=1))
dl = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randint(0, 100, (64, 20)), torch.randint(0, 2, (64,))), 8, shuffle=True)
m = Clf(); o = torch.optim.Adam(m.parameters())
for x, y in dl:
    o.zero_grad(); nn.functional.cross_entropy(m(x), y).backward(); o.step()
