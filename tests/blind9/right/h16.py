"""Variational auto-encoder on the 8x8 digits."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class VAE(nn.Module):
    def __init__(self, latent=6):
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(64, 96), nn.ReLU())
        self.mu = nn.Linear(96, latent)
        self.log_var = nn.Linear(96, latent)
        self.dec = nn.Sequential(nn.Linear(latent, 96), nn.ReLU(), nn.Linear(96, 64), nn.Sigmoid())

    def forward(self, x):
        h = self.enc(x)
        mu, log_var = self.mu(h), self.log_var(h)
        z = mu + torch.randn_like(mu) * (0.5 * log_var).exp() if self.training else mu
        return self.dec(z), mu, log_var


def elbo_terms(recon, x, mu, log_var):
    rec = F.binary_cross_entropy(recon, x, reduction="sum")
    kl = -0.5 * (1 + log_var - mu ** 2 - log_var.exp()).sum()
    return rec, kl


torch.manual_seed(16)
X = load_digits().data / 16
train, test = train_test_split(torch.tensor(X, dtype=torch.float32), test_size=0.25, random_state=16)
net = VAE()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(30):
    net.train()
    rec_sum = kl_sum = 0.0
    for x in DataLoader(train, batch_size=50, shuffle=True):
        recon, mu, log_var = net(x)
        rec, kl = elbo_terms(recon, x, mu, log_var)
        loss = (rec + kl) / len(x)
        opt.zero_grad()
        loss.backward()
        opt.step()
        rec_sum += rec.item()
        kl_sum += kl.item()
    if epoch % 6 == 5:
        net.eval()
        with torch.no_grad():
            recon, mu, _ = net(test)
            mse = F.mse_loss(recon, test).item()
            base = F.mse_loss(train.mean(0).expand_as(test), test).item()
        print(f"epoch {epoch + 1} rec {rec_sum / len(train):.2f} kl {kl_sum / len(train):.2f} "
              f"held-out mse {mse:.4f} (mean picture {base:.4f})")
