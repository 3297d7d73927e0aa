"""DCGAN on 8x8 digits scaled to [-1, 1]."""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

Z = 16


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(Z, 32 * 2 * 2)
        self.net = nn.Sequential(
            nn.BatchNorm2d(32), nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1), nn.Tanh(),
        )

    def forward(self, z):
        return self.net(self.fc(z).view(-1, 32, 2, 2))


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 16, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Conv2d(16, 32, 4, stride=2, padding=1), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(128, 1),
        )

    def forward(self, x):
        return self.net(x)


def main(epochs=3):
    x = torch.tensor(load_digits().images, dtype=torch.float32).unsqueeze(1) / 8 - 1
    loader = DataLoader(TensorDataset(x), batch_size=64, shuffle=True, drop_last=True)
    G, D = Generator(), Critic()
    g_opt = torch.optim.Adam(G.parameters(), lr=2e-4, betas=(0.5, 0.999))
    d_opt = torch.optim.Adam(D.parameters(), lr=2e-4, betas=(0.5, 0.999))
    bce = nn.BCEWithLogitsLoss()
    for epoch in range(epochs):
        G.train()
        D.train()
        d_sum = g_sum = 0.0
        for (real,) in loader:
            n = real.size(0)
            fake = G(torch.randn(n, Z))
            d_loss = bce(D(real), torch.full((n, 1), 0.9)) + bce(D(fake.detach()), torch.zeros(n, 1))
            D.zero_grad()
            d_loss.backward()
            d_opt.step()

            g_loss = bce(D(fake), torch.ones(n, 1))
            G.zero_grad()
            g_loss.backward()
            g_opt.step()
            d_sum += d_loss.item()
            g_sum += g_loss.item()
        print(f"epoch {epoch} D {d_sum / len(loader):.3f} G {g_sum / len(loader):.3f}")
    G.eval()
    with torch.no_grad():
        sample = (G(torch.randn(16, Z)) + 1) / 2
    print("sample range", sample.min().item(), sample.max().item())


if __name__ == "__main__":
    main()
