import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset


class Encoder(nn.Module):
    def __init__(self, latent):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, latent))

    def forward(self, x):
        return self.layers(x)


class Decoder(nn.Module):
    def __init__(self, latent):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(latent, 32), nn.ReLU(), nn.Linear(32, 64), nn.Sigmoid())

    def forward(self, z):
        return self.layers(z)


class AutoEncoderTrainer:
    """Wraps two networks, a loss and the loop."""

    def __init__(self, latent=4, lr=1e-3):
        self.encoder = Encoder(latent)
        self.decoder = Decoder(latent)
        self.lr = lr
        self.loss_fn = nn.MSELoss()
        self.optimizer = self.configure_optimizers()

    def configure_optimizers(self):
        return torch.optim.Adam(self.decoder.parameters(), lr=self.lr)

    def step(self, x):
        self.optimizer.zero_grad()
        recon = self.decoder(self.encoder(x))
        loss = self.loss_fn(recon, x)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def fit(self, loader, epochs):
        for epoch in range(1, epochs + 1):
            total = sum(self.step(x) * len(x) for (x,) in loader)
            print(f"epoch {epoch}: recon {total / len(loader.dataset):.5f}")


def main():
    torch.manual_seed(0)
    X = torch.tensor(load_digits().data, dtype=torch.float32) / 16.0
    loader = DataLoader(TensorDataset(X), batch_size=64, shuffle=True)
    trainer = AutoEncoderTrainer()
    before = trainer.encoder.layers[0].weight.clone()
    trainer.fit(loader, 4)
    with torch.no_grad():
        z = trainer.encoder(X[:5])
    print("codes", z.shape, (trainer.encoder.layers[0].weight - before).abs().max().item())


if __name__ == "__main__":
    main()
