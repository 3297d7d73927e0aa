import torch
from torch import nn
class Clf(nn.Module):
    def __init__(self):
        super().__init__(); self.l = nn.Linear(30, 1)
    def forward(self, x): return self.l(x).squeeze(-1)
model = Clf()
crit = nn.BCEWithLogitsLoss()
opt = torch.optim.Adam(model.parameters())
def batch(): 
    x = torch.randn(32, 30); return x, (x[:, 0] > 0).float()
for _ in range(100):
    x, y = batch()
    loss = crit(model(x), y)
    opt.zero_grad(); loss.backward(); opt.step()
model.eval()
@torch.no_grad()
def predict(x):
    return torch.where(model(x) >= 0.5, 1, 0)
x, y = batch()
print((predict(x) == y).float().mean())
