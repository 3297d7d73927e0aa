"""Siamese matching of noisy signals."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def to_unit(v):
    """Row-normalise embeddings."""
    v = v.detach()
    return v / v.norm(dim=1, keepdim=True).clamp_min(1e-8)


class Encoder(nn.Module):
    def __init__(self, d_in=24, d_out=16):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(d_in, 64), nn.ReLU(), nn.Linear(64, d_out))

    def forward(self, x):
        return self.layers(x)


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.head = nn.Linear(16, 1)

    def embed(self, x):
        return to_unit(self.encoder(x))

    def forward(self, a, b):
        diff = (self.embed(a) - self.embed(b)).abs()
        return self.head(diff).squeeze(1)


def pairs(n, gen):
    base = torch.randn(n, 24, generator=gen)
    same = torch.rand(n, generator=gen) < 0.5
    other = torch.randn(n, 24, generator=gen)
    second = torch.where(same[:, None], base + 0.4 * torch.randn(n, 24, generator=gen), other)
    return base, second, same.float()


def run_epoch(model, data, optimizer=None):
    training = optimizer is not None
    model.train(training)
    a, b, y = data
    order = torch.randperm(len(y)) if training else torch.arange(len(y))
    loss_sum, hit = 0.0, 0
    with torch.set_grad_enabled(training):
        for i in range(0, len(y), 64):
            idx = order[i:i + 64]
            logit = model(a[idx], b[idx])
            loss = F.binary_cross_entropy_with_logits(logit, y[idx])
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * len(idx)
            hit += ((logit > 0).float() == y[idx]).sum().item()
    return loss_sum / len(y), hit / len(y)


def main():
    torch.manual_seed(3)
    gen = torch.Generator().manual_seed(11)
    train, val = pairs(1024, gen), pairs(256, gen)
    model = Siamese()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(10):
        tr = run_epoch(model, train, optimizer)
        va = run_epoch(model, val)
        print(f'{epoch:2d} train {tr[0]:.3f}/{tr[1]:.2f} val {va[0]:.3f}/{va[1]:.2f}')


if __name__ == '__main__':
    main()
