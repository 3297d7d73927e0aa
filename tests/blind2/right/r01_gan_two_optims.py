"""GAN on an 1-D mixture; generator and discriminator have their own optimisers."""
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(1)
Z, B, STEPS = 3, 128, 1500


def real(n):
    centre = torch.where(torch.rand(n, 1) < 0.5, -2.0, 2.0)
    return centre + 0.3 * torch.randn(n, 1)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(Z, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, z):
        return self.net(z)


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


class GanTrainer:
    def __init__(self):
        self.g, self.d = Generator(), Critic()
        self.og = torch.optim.Adam(self.g.parameters(), 1e-3, betas=(0.5, 0.99))
        self.od = torch.optim.Adam(self.d.parameters(), 1e-3, betas=(0.5, 0.99))

    def d_step(self):
        fake = self.g(torch.randn(B, Z)).detach()
        self.od.zero_grad()
        # softplus form of BCE with logits
        loss = F.softplus(-self.d(real(B))).mean() + F.softplus(self.d(fake)).mean()
        loss.backward()
        self.od.step()
        return loss.item()

    def g_step(self):
        self.og.zero_grad()
        loss = F.softplus(-self.d(self.g(torch.randn(B, Z)))).mean()
        loss.backward()          # also fills the gradients of d; d_step clears them before it uses its own
        self.og.step()
        return loss.item()

    def run(self):
        for step in range(1, STEPS + 1):
            d = self.d_step()
            g = self.g_step()
            if step % 300 == 0:
                with torch.no_grad():
                    s = self.g(torch.randn(2000, Z))
                print(f"{step} D {d:.3f} G {g:.3f} mean |x| {s.abs().mean():.2f} share right of 0 {(s > 0).float().mean():.2f}")


if __name__ == "__main__":
    GanTrainer().run()
