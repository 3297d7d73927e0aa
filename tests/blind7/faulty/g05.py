import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(6)
STEPS, HID = 80, 24


class Integrator(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.RNN(1, HID, nonlinearity="relu", batch_first=True)
        self.out = nn.Linear(HID, 1)
        with torch.no_grad():
            self.cell.weight_hh_l0.copy_(1.05 * torch.eye(HID))

    def forward(self, x):
        h, _ = self.cell(x)
        return self.out(h[:, -1])


def batch(n):
    x = torch.rand(n, STEPS, 1) - 0.5
    return x, x.mean(1) * 10


net = Integrator()
opt = torch.optim.SGD(net.parameters(), lr=1e-3)
for it in range(150):
    x, y = batch(40)
    loss = F.mse_loss(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    if it % 15 == 0 or it < 5:
        g = torch.stack([p.grad.norm() for p in net.parameters()]).norm()
        print(it, f"loss {loss.item():.3e} grad {g.item():.3e}")
