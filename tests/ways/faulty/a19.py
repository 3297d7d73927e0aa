import torch
from torch import nn
class Encoder(nn.Module):
    def __init__(self):
        super().__init__(); self.l = nn.Linear(20, 8)
    def forward(self, x): return torch.relu(self.l(x))
class Decoder(nn.Module):
    def __init__(self):
        super().__init__(); self.l = nn.Linear(8, 20)
    def forward(self, z): return self.l(z)
enc, dec = Encoder(), Decoder()
opt = torch.optim.Adam(dec.parameters(), lr=1e-3)
for step in range(500):
    x = torch.randn(64, 20)
    loss = nn.functional.mse_loss(dec(enc(x)), x)
    opt.zero_grad(); loss.backward(); opt.step()
