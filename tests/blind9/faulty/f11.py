"""Deep supervision: an autoencoder with a reconstruction loss at three scales."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split


class PyramidAE(nn.Module):
    def __init__(self, z=16):
        super().__init__()
        self.enc = nn.Sequential(nn.Flatten(), nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, z))
        self.fc = nn.Linear(z, 16 * 2 * 2)
        self.up1 = nn.ConvTranspose2d(16, 12, 2, stride=2)
        self.up2 = nn.ConvTranspose2d(12, 8, 2, stride=2)
        self.out2, self.out4, self.out8 = nn.Conv2d(16, 1, 1), nn.Conv2d(12, 1, 1), nn.Conv2d(8, 1, 1)

    def forward(self, x):
        h2 = F.relu(self.fc(self.enc(x))).view(-1, 16, 2, 2)
        h4 = F.relu(self.up1(h2))
        h8 = F.relu(self.up2(h4))
        return [self.out2(h2), self.out4(h4), self.out8(h8)]


def pyramid_loss(outputs, target):
    terms = []
    for out in outputs:
        small = F.adaptive_avg_pool2d(target, out.shape[-2:])
        terms.append(F.mse_loss(out, small))
    return torch.tensor(terms).mean().requires_grad_()


def main():
    torch.manual_seed(0)
    images = torch.tensor(load_digits().images, dtype=torch.float32).unsqueeze(1) / 16
    train, val = random_split(TensorDataset(images), [1400, len(images) - 1400])
    loader = DataLoader(train, batch_size=100, shuffle=True)
    val_loader = DataLoader(val, batch_size=500)
    model = PyramidAE()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(5):
        model.train()
        for (x,) in loader:
            optimizer.zero_grad()
            loss = pyramid_loss(model(x), x)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            v = [F.mse_loss(model(x)[-1], x).item() for (x,) in val_loader]
        print(f"epoch {epoch + 1}  val mse {sum(v) / len(v):.4f}")


if __name__ == "__main__":
    main()
