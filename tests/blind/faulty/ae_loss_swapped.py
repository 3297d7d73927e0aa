"""Denoising auto-encoder for 8x8 digits, sigmoid output and BCE."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)


class NoisyDigits(Dataset):
    def __init__(self, lo, hi, noise=0.3):
        self.clean = torch.tensor(load_digits().data[lo:hi], dtype=torch.float32) / 16 * 0.9 + 0.05
        self.noise = noise

    def __len__(self):
        return len(self.clean)

    def __getitem__(self, i):
        x = self.clean[i]
        return (x + self.noise * torch.randn_like(x)).clamp(0, 1), x


class DenoisingAE(nn.Module):
    def __init__(self, code=16):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 40), nn.ReLU(), nn.Linear(40, code))
        self.decoder = nn.Sequential(nn.Linear(code, 40), nn.ReLU(), nn.Linear(40, 64), nn.Sigmoid())

    def forward(self, x):
        return self.decoder(self.encoder(x))


def reconstruction_loss(clean, recon):
    return F.binary_cross_entropy(clean, recon)


def run(model, loader, optimizer=None):
    model.train(optimizer is not None)
    total = 0.0
    with torch.set_grad_enabled(optimizer is not None):
        for noisy, clean in loader:
            recon = model(noisy)
            loss = reconstruction_loss(clean, recon)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(clean)
    return total / len(loader.dataset)


train_loader = DataLoader(NoisyDigits(0, 1400), batch_size=50, shuffle=True)
test_loader = DataLoader(NoisyDigits(1400, 1797), batch_size=397)
net = DenoisingAE()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(4):
    tr = run(net, train_loader, opt)
    te = run(net, test_loader)
    print(f"epoch {epoch} train {tr:.4f} test {te:.4f}")
with torch.no_grad():
    noisy, clean = next(iter(test_loader))
    print("mse of the reconstruction", F.mse_loss(net(noisy), clean).item(), "of the mean image",
          F.mse_loss(clean.mean(0).expand_as(clean), clean).item())
