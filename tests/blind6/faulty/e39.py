"""Contrastive pre-training on synthetic vectors (toy SimCLR)."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, d_in=32, d_hidden=64, d_out=16):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(d_in, d_hidden), nn.ReLU(), nn.Linear(d_hidden, d_hidden), nn.ReLU())
        self.proj = nn.Linear(d_hidden, d_out)

    def forward(self, x):
        return self.proj(self.backbone(x))

    def embed(self, x):
        z = self.forward(x).detach()
        return F.normalize(z, dim=1)


def nt_xent(z1, z2, tau=0.2):
    n = z1.size(0)
    z = torch.cat([z1, z2], dim=0)
    sim = z @ z.t() / tau
    mask = torch.eye(2 * n, dtype=torch.bool)
    sim = sim.masked_fill(mask, -1e9)
    target = torch.cat([torch.arange(n, 2 * n), torch.arange(0, n)])
    return F.cross_entropy(sim, target)


def augment(x, noise=0.3):
    drop = (torch.rand_like(x) > 0.1).float()
    return x * drop + noise * torch.randn_like(x)


def pretrain(encoder, data, epochs=20, batch_size=64, lr=1e-3):
    optimizer = torch.optim.Adam(encoder.parameters(), lr=lr)
    encoder.train()
    for epoch in range(epochs):
        perm = torch.randperm(len(data))
        total = 0.0
        for i in range(0, len(data), batch_size):
            x = data[perm[i:i + batch_size]]
            z1 = encoder.embed(augment(x))
            z2 = encoder.embed(augment(x))
            loss = nt_xent(z1, z2)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        print(f"epoch {epoch}: {total / len(data):.4f}")


def main():
    torch.manual_seed(0)
    centres = torch.randn(5, 32) * 2
    labels = torch.randint(0, 5, (1024,))
    data = centres[labels] + torch.randn(1024, 32)
    enc = Encoder()
    pretrain(enc, data)
    with torch.no_grad():
        feats = enc.embed(data)
    print('mean norm', feats.norm(dim=1).mean().item())


if __name__ == '__main__':
    main()
