"""Denoising auto-encoder on the 8x8 digits."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class DigitImages(Dataset):
    def __init__(self, arr):
        self.x = torch.as_tensor(arr, dtype=torch.float32) / 16.0

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i]


def corrupt(x, p=0.2):
    return x * (torch.rand_like(x) > p).float()


class DAE(nn.Module):
    def __init__(self, latent=12):
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, latent))
        self.dec = nn.Sequential(nn.Linear(latent, 48), nn.ReLU(), nn.Linear(48, 64), nn.Sigmoid())

    def forward(self, x):
        return self.dec(self.enc(x))


def reconstruction_loss(x, recon):
    return F.binary_cross_entropy(x, recon)


def evaluate(model, loader):
    model.eval()
    se, n = 0.0, 0
    with torch.no_grad():
        for x in loader:
            out = model(x)
            se += F.mse_loss(out, x, reduction='sum').item()
            n += x.numel()
    return se / n


def main():
    torch.manual_seed(42)
    tr, va = train_test_split(load_digits().data, test_size=0.2, random_state=42)
    train_loader = DataLoader(DigitImages(tr), batch_size=64, shuffle=True)
    val_loader = DataLoader(DigitImages(va), batch_size=256)
    model = DAE()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    print('untrained val mse', evaluate(model, val_loader))
    for epoch in range(10):
        model.train()
        run, seen = 0.0, 0
        for x in train_loader:
            recon = model(corrupt(x))
            loss = reconstruction_loss(x, recon)
            opt.zero_grad()
            loss.backward()
            opt.step()
            run += loss.item() * len(x)
            seen += len(x)
        print(f'{epoch} bce {run / seen:.4f} val mse {evaluate(model, val_loader):.4f}')


if __name__ == '__main__':
    main()
