import torch
from torch import nn
class ArcFace(nn.Module):
    def __init__(self, d, c):
        super().__init__()
        self.w = nn.Parameter(torch.randn(c, d))
    def forward(self, z, y):
        cos = nn.functional.normalize(z) @ nn.functional.normalize(self.w).t()
        return nn.functional.cross_entropy(30 * cos, y)
backbone = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 32))
criterion = ArcFace(32, 10)
optimizer = torch.optim.Adam(backbone.parameters(), lr=1e-3)
for _ in range(100):
    x, y = torch.randn(32, 64), torch.randint(0, 10, (32,))
    loss = criterion(backbone(x), y)
    optimizer.zero_grad(); loss.backward(); optimizer.step()
