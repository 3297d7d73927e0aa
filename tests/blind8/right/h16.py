import torch
from torch import nn


class GatedCounter(nn.Module):
    """h = g * h + (1 - g) * c: keeps the last marked value."""

    def __init__(self, d=16):
        super().__init__()
        self.gate, self.cand, self.out = nn.Linear(2, d), nn.Linear(2, d), nn.Linear(d, 1)

    def forward(self, x):
        h = x.new_zeros(x.size(0), self.gate.out_features)
        for t in range(x.size(1)):
            g = torch.sigmoid(self.gate(x[:, t]))
            h = g * h + (1 - g) * torch.tanh(self.cand(x[:, t]))
        return self.out(h).squeeze(1)


def last_mark(n, T=10):
    v = torch.rand(n, T) * 2 - 1
    m = (torch.rand(n, T) < 0.3).float()
    m[:, 0] = 1
    idx = (m * torch.arange(1, T + 1)).argmax(1)
    return torch.stack([v, m], -1), (v[torch.arange(n), idx] > 0).float()


def main():
    torch.manual_seed(0)
    model = GatedCounter()
    opt = torch.optim.Adam(model.parameters(), lr=2e-2)
    for step in range(1, 501):
        model.train()
        x, y = last_mark(64)
        loss = nn.functional.binary_cross_entropy_with_logits(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        if step % 100 == 0:
            model.eval()
            with torch.no_grad():
                x, y = last_mark(500)
                z = model(x)
                g = torch.sigmoid(model.gate(x))
                print(step, f'loss {loss.item():.4f} acc {((z > 0) == y.bool()).float().mean().item():.3f} saturated gates {((g < 0.05) | (g > 0.95)).float().mean().item():.2f}')


if __name__ == '__main__':
    main()
