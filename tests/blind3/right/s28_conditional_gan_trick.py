import torch
import torch.nn as nn

CENTRES = torch.tensor([[2.0, 0.0], [-2.0, 0.0], [0.0, 2.0]])


def real(n):
    y = torch.randint(0, 3, (n,))
    return CENTRES[y] + 0.2 * torch.randn(n, 2), y


class G(nn.Module):
    def __init__(self, z=4):
        super().__init__()
        self.z, self.emb = z, nn.Embedding(3, 4)
        self.net = nn.Sequential(nn.Linear(z + 4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))

    def forward(self, y):
        return self.net(torch.cat([torch.randn(len(y), self.z), self.emb(y)], 1))


class D(nn.Module):
    def __init__(self, h=64):
        super().__init__()
        self.body = nn.Sequential(nn.utils.parametrizations.spectral_norm(nn.Linear(2, h)), nn.LeakyReLU(0.2),
                                  nn.utils.parametrizations.spectral_norm(nn.Linear(h, h)), nn.LeakyReLU(0.2))
        self.out, self.emb = nn.Linear(h, 1), nn.Embedding(3, h)

    def forward(self, x, y):
        h = self.body(x)
        return self.out(h).squeeze(1) + (h * self.emb(y)).sum(1)      # projection discriminator


def d_update(g, d, opt, n):
    x, y = real(n)
    with torch.no_grad():
        fake = g(y)
    loss = torch.relu(1 - d(x, y)).mean() + torch.relu(1 + d(fake, y)).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


def g_update(g, d, opt, n):
    d.requires_grad_(False)
    y = torch.randint(0, 3, (n,))
    loss = -d(g(y), y).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    d.requires_grad_(True)
    return loss.item()


def main():
    torch.manual_seed(0)
    g, d = G(), D()
    og = torch.optim.Adam(g.parameters(), lr=5e-4, betas=(0.0, 0.9))
    od = torch.optim.Adam(d.parameters(), lr=1e-3, betas=(0.0, 0.9))
    for step in range(1, 1001):
        ld = d_update(g, d, od, 96)
        lg = g_update(g, d, og, 96)
        if step % 250 == 0:
            with torch.no_grad():
                y = torch.arange(3).repeat_interleave(300)
                far = (g(y) - CENTRES[y]).norm(dim=1).view(3, 300).mean(1)
            print(f"{step} D {ld:.3f} G {lg:+.3f} distance to the centre of each class {[round(v, 2) for v in far.tolist()]}")


if __name__ == "__main__":
    main()
