import torch
from torch import nn
class MultiHead(nn.Module):
    def __init__(self, tasks):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(12, 32), nn.ReLU())
        self.heads = {name: nn.Linear(32, n) for name, n in tasks.items()}
    def forward(self, x):
        h = self.body(x)
        return {k: head(h) for k, head in self.heads.items()}
model = MultiHead({"color": 5, "shape": 3})
opt = torch.optim.Adam(model.parameters(), 1e-3)
ce = nn.CrossEntropyLoss()
for _ in range(100):
    x = torch.randn(16, 12); t = {"color": torch.randint(0, 5, (16,)), "shape": torch.randint(0, 3, (16,))}
    out = model(x)
    loss = sum(ce(out[k], t[k]) for k in out)
    opt.zero_grad(); loss.backward(); opt.step()
