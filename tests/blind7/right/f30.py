import math
import torch
import torch.nn as nn

device = "cuda" if torch.cuda.is_available() else "cpu"


class Fourier(nn.Module):
    def __init__(self, k=6):
        super().__init__()
        self.register_buffer("freq", 2.0 ** torch.arange(k) * math.pi / 4)
        self.mlp = nn.Sequential(nn.Linear(2 * k, 32), nn.SiLU(), nn.Linear(32, 1))

    def forward(self, x):
        a = x * self.freq
        return self.mlp(torch.cat([a.sin(), a.cos()], dim=1))


torch.manual_seed(29)
net = Fourier().double()
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
net.to(device)
x = torch.rand(800, 1, dtype=torch.float64) * 2 - 1
y = torch.sign(torch.sin(5 * x)) * x.abs()
xt = torch.linspace(-1, 1, 200, dtype=torch.float64)[:, None]
for epoch in range(40):
    for i in torch.randperm(len(x)).split(50):
        loss = nn.functional.smooth_l1_loss(net(x[i].to(device)), y[i].to(device))
        opt.zero_grad()
        loss.backward()
        opt.step()
with torch.no_grad():
    p = net(xt.to(device)).cpu().numpy()
print("mae", abs(p - (torch.sign(torch.sin(5 * xt)) * xt.abs()).numpy()).mean())
