"""Variational autoencoder on binarised digits."""
from __future__ import annotations

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset, random_split


class VAE(nn.Module):
    def __init__(self, d_in: int = 64, d_hidden: int = 48, d_latent: int = 4) -> None:
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(d_in, d_hidden), nn.Tanh())
        self.mu = nn.Linear(d_hidden, d_latent)
        self.logvar = nn.Linear(d_hidden, d_latent)
        self.dec = nn.Sequential(nn.Linear(d_latent, d_hidden), nn.Tanh(), nn.Linear(d_hidden, d_in), nn.Sigmoid())

    def reparameterise(self, mu: Tensor, logvar: Tensor) -> Tensor:
        if not self.training:
            return mu
        return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        h = self.enc(x)
        mu, logvar = self.mu(h), self.logvar(h)
        return self.dec(self.reparameterise(mu, logvar)), mu, logvar


def elbo_loss(recon: Tensor, x: Tensor, mu: Tensor, logvar: Tensor) -> Tensor:
    bce = F.binary_cross_entropy(recon, x, reduction="sum")
    kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return (bce + kld) / x.size(0)


def main() -> None:
    torch.manual_seed(2)
    pixels = torch.tensor(load_digits().data, dtype=torch.float32) / 16
    binary = (pixels > 0.5).float()
    train_set, test_set = random_split(TensorDataset(binary), [1500, 297])
    train_loader = DataLoader(train_set, batch_size=50, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=297)

    vae = VAE()
    opt = torch.optim.Adam(vae.parameters(), lr=3e-3)
    for epoch in range(30):
        vae.train()
        total = 0.0
        for (x,) in train_loader:
            opt.zero_grad()
            recon, mu, logvar = vae(x)
            loss = elbo_loss(recon, x, mu, logvar)
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        if epoch % 10 == 9:
            vae.eval()
            with torch.no_grad():
                (x,) = next(iter(test_loader))
                recon, mu, logvar = vae(x)
                test_loss = elbo_loss(recon, x, mu, logvar).item()
            print(f"epoch {epoch + 1}: train {total / len(train_set):.3f}, test {test_loss:.3f}")


if __name__ == "__main__":
    main()
