"""VAE, Bernoulli decoder; losses are summed over pixels and divided by the batch."""
import argparse

import torch
from torch import nn
from torch.nn import functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split


class VAE(nn.Module):
    def __init__(self, z):
        super().__init__()
        self.fc1 = nn.Linear(64, 64)
        self.fc21, self.fc22 = nn.Linear(64, z), nn.Linear(64, z)
        self.fc3, self.fc4 = nn.Linear(z, 64), nn.Linear(64, 64)

    def encode(self, x):
        h = F.relu(self.fc1(x))
        return self.fc21(h), self.fc22(h)

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        return mu + torch.randn_like(std) * std

    def decode(self, z):
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z))))

    def forward(self, x):
        mu, logvar = self.encode(x)
        return self.decode(self.reparameterize(mu, logvar)), mu, logvar


def loss_function(recon, x, mu, logvar):
    bce = F.binary_cross_entropy(recon, x, reduction="sum")
    kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return (bce + kld) / x.size(0)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--epochs", type=int, default=6)
    ap.add_argument("--latent", type=int, default=4)
    args = ap.parse_args()
    x = torch.tensor(load_digits().data, dtype=torch.float32) / 16
    train, test = random_split(TensorDataset(x), [1500, len(x) - 1500])
    train_dl, test_dl = DataLoader(train, 100, shuffle=True), DataLoader(test, 100)
    model = VAE(args.latent)
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        for (data,) in train_dl:
            opt.zero_grad()
            recon, mu, logvar = model(data)
            loss = loss_function(recon, data, mu, logvar)
            loss.backward()
            opt.step()
            total += loss.item() * len(data)
        model.eval()
        held = 0.0
        with torch.no_grad():
            for (data,) in test_dl:
                recon, mu, logvar = model(data)
                held += loss_function(recon, data, mu, logvar).item() * len(data)
        print(epoch, total / len(train), held / len(test))
    with torch.no_grad():
        print(model.decode(torch.randn(4, args.latent)).shape)


if __name__ == "__main__":
    main()
