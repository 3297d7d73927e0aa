"""CLIP-like contrastive training of two views."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Tower(nn.Module):
    def __init__(self, n_in, dim=16):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, 64), nn.ReLU(), nn.Linear(64, dim))

    def forward(self, x):
        return F.normalize(self.net(x), dim=-1)


class TwoTower(nn.Module):
    def __init__(self):
        super().__init__()
        self.image, self.text = Tower(20), Tower(12)
        self.logit_scale = nn.Parameter(torch.tensor(2.6593))

    def forward(self, a, b):
        return self.logit_scale.exp() * self.image(a) @ self.text(b).t()


def clip_loss(sim):
    labels = torch.arange(sim.size(0), device=sim.device)
    log_p_rows = F.log_softmax(sim, dim=1)
    log_p_cols = F.log_softmax(sim, dim=0)
    diag = labels
    return -(log_p_rows[diag, diag].mean() + log_p_cols[diag, diag].mean()) / 2


def main():
    torch.manual_seed(0)
    A, B = torch.randn(6, 20), torch.randn(6, 12)
    z = torch.randn(2200, 6)
    va, vb = torch.tanh(z @ A) + 0.1 * torch.randn(2200, 20), torch.tanh(z @ B) + 0.1 * torch.randn(2200, 12)
    model = TwoTower()
    opt = torch.optim.AdamW(model.parameters(), lr=2e-3)
    for epoch in range(15):
        model.train()
        for idx in torch.randperm(2000).split(100):
            loss = clip_loss(model(va[idx], vb[idx]))
            opt.zero_grad()
            loss.backward()
            opt.step()
            with torch.no_grad():
                model.logit_scale.clamp_(0, 4.6052)
    model.eval()
    with torch.no_grad():
        sim = model(va[2000:], vb[2000:])
        top1 = (sim.argmax(0) == torch.arange(200)).float().mean().item()
    print(f'loss {loss.item():.3f} retrieval of 200: {top1:.3f}')


if __name__ == '__main__':
    main()
