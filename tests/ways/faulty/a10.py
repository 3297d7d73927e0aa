import torch
import torch.nn as nn
class Disc(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 16, 3, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(16, 32, 3, 2, 1), nn.LeakyReLU(0.2))
        self.clf = nn.Sequential(nn.Flatten(), nn.Linear(32 * 7 * 7, 1), nn.Sigmoid())
    def forward(self, x):
        return self.clf(self.features(x))
class Gen(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 784), nn.Tanh())
    def forward(self, z):
        return self.net(z).view(-1, 1, 28, 28)
D, G = Disc(), Gen()
crit = nn.BCEWithLogitsLoss()
od = torch.optim.Adam(D.parameters(), 2e-4); og = torch.optim.Adam(G.parameters(), 2e-4)
def d_step(real):
    b = real.size(0)
    fake = G(torch.randn(b, 64)).detach()
    l = crit(D(real), torch.ones(b, 1)) + crit(D(fake), torch.zeros(b, 1))
    od.zero_grad(); l.backward(); od.step()
    return l.item()
def g_step(b):
    l = crit(D(G(torch.randn(b, 64))), torch.ones(b, 1))
    og.zero_grad(); l.backward(); og.step()
    return l.item()
for i in range(100):
    real = torch.rand(32, 1, 28, 28) * 2 - 1
    print(d_step(real), g_step(32))
