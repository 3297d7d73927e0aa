# Autoencoder for the digits, denoising
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(21)
BATCH_SIZE = 64
N_EPOCHS = 12
NOISE = 0.2

images = torch.tensor(load_digits().data, dtype=torch.float32) / 16.0
train_set, val_set = random_split(TensorDataset(images), [1500, 297],
                                  generator=torch.Generator().manual_seed(21))
train_loader = DataLoader(train_set, batch_size=BATCH_SIZE, shuffle=True)
val_loader = DataLoader(val_set, batch_size=BATCH_SIZE)


class DenoisingAE(nn.Module):
    def __init__(self, code=12):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(64, 48),
            nn.ReLU(),
            nn.Linear(48, code),
        )
        self.decoder = nn.Sequential(
            nn.Linear(code, 48),
            nn.ReLU(),
            nn.Linear(48, 64),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))


def add_noise(x):
    return (x + NOISE * torch.randn_like(x)).clamp(0, 1)


model = DenoisingAE()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

history = {"train": [], "val": []}
running_loss = 0.0
for epoch in range(N_EPOCHS):
    model.train()
    for (clean,) in train_loader:
        noisy = add_noise(clean)
        optimizer.zero_grad()
        recon = model(noisy)
        loss = criterion(recon, clean)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * clean.size(0)
    train_loss = running_loss / len(train_set)
    history["train"].append(train_loss)

    model.eval()
    val_loss = 0.0
    with torch.no_grad():
        for (clean,) in val_loader:
            recon = model(add_noise(clean))
            val_loss += criterion(recon, clean).item() * clean.size(0)
    val_loss /= len(val_set)
    history["val"].append(val_loss)
    print(f"Epoch {epoch + 1:2d}: train loss {train_loss:.5f}, val loss {val_loss:.5f}")

with torch.no_grad():
    codes = model.encoder(images)
print("code mean/std", codes.mean().item(), codes.std().item())
