import torch
import torch.nn as nn
import torch.nn.functional as F


class MixtureOfExperts(nn.Module):
    def __init__(self, d_in, n_experts=4, d_hidden=16, d_out=1):
        super().__init__()
        self.experts = nn.ModuleList(
            nn.Sequential(nn.Linear(d_in, d_hidden), nn.ReLU(), nn.Linear(d_hidden, d_out)) for _ in range(n_experts))
        self.gate = nn.Linear(d_in, n_experts)

    def forward(self, x):
        g = F.softmax(self.gate(x), dim=0)
        outs = torch.stack([e(x) for e in self.experts], dim=1)
        return (g.unsqueeze(-1) * outs).sum(dim=1)


def piecewise(n):
    x = torch.rand(n, 2) * 4 - 2
    y = torch.where(x[:, :1] > 0, x[:, 1:] ** 2, -x[:, 1:])
    return x, y + 0.05 * torch.randn(n, 1)


if __name__ == "__main__":
    torch.manual_seed(31)
    x, y = piecewise(2000)
    xt, yt = piecewise(500)
    moe = MixtureOfExperts(2)
    optimiser = torch.optim.Adam(moe.parameters(), lr=3e-3)
    for epoch in range(30):
        for rows in torch.randperm(len(x)).split(100):
            loss = F.mse_loss(moe(x[rows]), y[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        if epoch % 10 == 9:
            with torch.no_grad():
                print(epoch + 1, F.mse_loss(moe(xt), yt).item())
