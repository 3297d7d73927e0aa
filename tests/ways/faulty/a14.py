import torch, numpy as np
from torch import nn
class Enc(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Linear(10, 4); self.dec = nn.Linear(4, 10)
    def forward(self, x):
        z = self.enc(x)
        z_np = z.cpu().detach().numpy()
        z_np = (z_np - z_np.mean(0)) / (z_np.std(0) + 1e-6)
        z = torch.from_numpy(z_np).float()
        return self.dec(z)
ae = Enc()
opt = torch.optim.Adam(ae.parameters())
for _ in range(10):
    x = torch.randn(32, 10)
    loss = nn.functional.mse_loss(ae(x), x)
    opt.zero_grad(); loss.backward(); opt.step()
