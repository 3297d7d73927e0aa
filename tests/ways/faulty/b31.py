import torch
from torch import nn
class Enc(nn.Module):
    def __init__(self, layer, n):
        super().__init__()
        self.layers = nn.ModuleList([layer for _ in range(n)])
    def forward(self, x):
        for l in self.layers: x = l(x)
        return x
m = nn.Sequential(Enc(nn.TransformerEncoderLayer(32, 4, batch_first=True), 6), nn.Flatten(), nn.Linear(320, 2))
o = torch.optim.Adam(m.parameters())
for _ in range(10):
    o.zero_grad(); nn.functional.cross_entropy(m(torch.randn(8, 10, 32)), torch.randint(0, 2, (8,))).backward(); o.step()
