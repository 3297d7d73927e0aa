#!/usr/bin/env python3
"""Denoising autoencoder on the 8x8 digits; encoder and decoder are kept apart so the encoder can be reused."""
import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn


def get_args():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--latent", type=int, default=10)
    p.add_argument("--noise", type=float, default=0.25)
    p.add_argument("--epochs", type=int, default=25)
    p.add_argument("--bs", type=int, default=100)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--seed", type=int, default=0)
    return p.parse_args()


class Encoder(nn.Module):
    def __init__(self, latent):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(64, 48), nn.LeakyReLU(0.1),
            nn.Linear(48, 24), nn.LeakyReLU(0.1),
            nn.Linear(24, latent),
        )

    def forward(self, x):
        return self.body(x)


class Decoder(nn.Module):
    def __init__(self, latent):
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(latent, 24), nn.LeakyReLU(0.1),
            nn.Linear(24, 48), nn.LeakyReLU(0.1),
            nn.Linear(48, 64),
        )

    def forward(self, z):
        return self.body(z)


def batches(x, size):
    order = torch.randperm(len(x))
    for start in range(0, len(x), size):
        yield x[order[start:start + size]]


def main():
    args = get_args()
    torch.manual_seed(args.seed)

    x = torch.tensor(load_digits().data, dtype=torch.float32) / 16
    n_train = 1500
    x_train, x_test = x[:n_train], x[n_train:]

    encoder, decoder = Encoder(args.latent), Decoder(args.latent)
    optimizer = torch.optim.Adam(encoder.parameters(), lr=args.lr)
    criterion = nn.MSELoss()

    for epoch in range(1, args.epochs + 1):
        encoder.train()
        decoder.train()
        total = 0.0
        for clean in batches(x_train, args.bs):
            noisy = (clean + args.noise * torch.randn_like(clean)).clamp(0, 1)
            restored = decoder(encoder(noisy))
            loss = criterion(restored, clean)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(clean)
        if epoch % 5 == 0:
            print(f"[{epoch:02d}/{args.epochs}] train mse {total / n_train:.5f}")

    encoder.eval()
    decoder.eval()
    with torch.no_grad():
        noisy = (x_test + args.noise * torch.randn_like(x_test)).clamp(0, 1)
        mse = criterion(decoder(encoder(noisy)), x_test).item()
        baseline = criterion(noisy, x_test).item()
    print(f"test mse {mse:.5f} (noisy input itself: {baseline:.5f})")


if __name__ == "__main__":
    main()
