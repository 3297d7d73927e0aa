"""Denoising autoencoder on 8x8 digits."""
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F

torch.manual_seed(15)


class DAE(nn.Module):
    def __init__(self, latent=12):
        super().__init__()
        self.enc1 = nn.Linear(64, 40)
        self.enc2 = nn.Linear(40, latent)
        self.dec1 = nn.Linear(latent, 40)
        self.dec2 = nn.Linear(40, 64)
        self.code = None

    def encode(self, x):
        return self.enc2(F.relu(self.enc1(x)))

    def decode(self, z):
        return torch.sigmoid(self.dec2(F.relu(self.dec1(z))))

    def forward(self, x):
        z = self.encode(x)
        self.code = z.detach()
        return self.decode(self.code)


def corrupt(x, p=0.25):
    return x * (torch.rand_like(x) > p)


def main():
    x = torch.from_numpy(load_digits().data).float() / 16
    x = x[torch.randperm(len(x))]
    x_train, x_test = x[:1500], x[1500:]
    noisy_test = corrupt(x_test)
    model = DAE()
    print("parameters:", sum(p.numel() for p in model.parameters() if p.requires_grad))
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(1, 16):
        model.train()
        running = 0.0
        for xb in x_train[torch.randperm(len(x_train))].split(50):
            opt.zero_grad()
            loss = F.mse_loss(model(corrupt(xb)), xb)
            loss.backward()
            opt.step()
            running += loss.item() * len(xb)
        if epoch % 5 == 0:
            model.eval()
            with torch.no_grad():
                rec = F.mse_loss(model(noisy_test), x_test)
            print(f"epoch {epoch:2d}  train {running / len(x_train):.4f}  test {rec:.4f}  code mean {model.code.mean():.3f}")


if __name__ == "__main__":
    main()
