"""Low-rank adaptation of a frozen layer."""
import copy
import torch
from torch import nn
import torch.nn.functional as F


class LoRALinear(nn.Module):
    def __init__(self, base, r=4, alpha=8):
        super().__init__()
        self.base = base
        for p in self.base.parameters():
            p.requires_grad_(False)
        self.A = nn.Parameter(torch.empty(r, base.in_features))
        self.B = nn.Parameter(torch.empty(base.out_features, r))
        self.scale = alpha / r
        self.reset()

    def reset(self):
        for p in (self.A, self.B):
            nn.init.zeros_(p)

    def forward(self, x):
        return self.base(x) + self.scale * (x @ self.A.t() @ self.B.t())


def pretrain(W, steps=300):
    net = nn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Linear(64, 3))
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    for _ in range(steps):
        x = torch.randn(128, 12)
        loss = F.cross_entropy(net(x), (x @ W).argmax(1))
        opt.zero_grad()
        loss.backward()
        opt.step()
    return net


def accuracy(net, W):
    net.eval()
    with torch.no_grad():
        x = torch.randn(1000, 12)
        return (net(x).argmax(1) == (x @ W).argmax(1)).float().mean().item()


def main():
    torch.manual_seed(0)
    W1 = torch.randn(12, 3)
    W2 = W1 + 1.5 * torch.randn(12, 3)
    net = pretrain(W1)
    print('old task', accuracy(net, W1), 'new task', accuracy(net, W2))
    tuned = copy.deepcopy(net)
    tuned[0], tuned[2] = LoRALinear(tuned[0]), LoRALinear(tuned[2])
    opt = torch.optim.AdamW([p for p in tuned.parameters() if p.requires_grad], lr=5e-3, weight_decay=0.0)
    for step in range(1, 401):
        tuned.train()
        x = torch.randn(64, 12)
        loss = F.cross_entropy(tuned(x), (x @ W2).argmax(1))
        opt.zero_grad()
        loss.backward()
        opt.step()
        if step % 100 == 0:
            print(step, f'{loss.item():.4f}', 'new task', accuracy(tuned, W2))


if __name__ == '__main__':
    main()
