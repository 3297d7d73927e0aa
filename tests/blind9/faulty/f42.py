"""VAE on 8x8 digits."""
import itertools

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split


class VAE(nn.Module):
    def __init__(self, z=6):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 48), nn.ReLU())
        self.mu = nn.Linear(48, z)
        self.logvar = nn.Linear(48, z)
        self.decoder = nn.Sequential(nn.Linear(z, 48), nn.ReLU(), nn.Linear(48, 64))

    def forward(self, x):
        h = self.encoder(x)
        mu, logvar = self.mu(h), self.logvar(h)
        z = mu + torch.randn_like(mu) * (0.5 * logvar).exp()
        return self.decoder(z), mu, logvar


def negative_elbo(logits, x, mu, logvar):
    rec = F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(dim=1)
    kl = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum(dim=1)
    return (rec + kl).mean()


def main():
    torch.manual_seed(0)
    x = torch.tensor(load_digits().data, dtype=torch.float32) / 16
    train, test = random_split(TensorDataset(x), [1500, len(x) - 1500])
    loader = DataLoader(train, batch_size=50, shuffle=True)
    vae = VAE()
    params = itertools.chain(vae.encoder.parameters(), vae.mu.parameters(), vae.logvar.parameters())
    optimizer = torch.optim.Adam(params, lr=2e-3)
    for epoch in range(10):
        vae.train()
        total = 0.0
        for (xb,) in loader:
            logits, mu, logvar = vae(xb)
            loss = negative_elbo(logits, xb, mu, logvar)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(xb)
        print(f"epoch {epoch}: -ELBO {total / len(train):.2f}")
    vae.eval()
    with torch.no_grad():
        xt = torch.stack([test[i][0] for i in range(len(test))])
        logits, mu, logvar = vae(xt)
        print("test -ELBO", negative_elbo(logits, xt, mu, logvar).item())


if __name__ == "__main__":
    main()
