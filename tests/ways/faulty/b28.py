import torch
from torch import nn
class DS(torch.utils.data.Dataset):
    def __init__(self, n): self.x = torch.randn(n, 12); self.y = torch.randint(1, 6, (n,))
    def __len__(self): return len(self.x)
    def __getitem__(self, i): return self.x[i], self.y[i]
m = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 5)); o = torch.optim.Adam(m.parameters())
for x, y in torch.utils.data.DataLoader(DS(200), 20, shuffle=True):
    loss = nn.CrossEntropyLoss()(m(x), y)
    o.zero_grad(); loss.backward(); o.step()
