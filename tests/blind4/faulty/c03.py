import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Encoder(nn.Module):
    def __init__(self, z):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(128, z))

    def forward(self, x):
        return self.net(x)


class Decoder(nn.Module):
    def __init__(self, z):
        super().__init__()
        self.fc = nn.Linear(z, 128)
        self.up = nn.ConvTranspose2d(8, 1, 4, stride=2, padding=1)

    def forward(self, z):
        h = F.relu(self.fc(z)).view(-1, 8, 4, 4)
        return torch.sigmoid(self.up(h))


class ConvAE(nn.Module):
    def __init__(self, z=12):
        super().__init__()
        self.encoder, self.decoder = Encoder(z), Decoder(z)

    def forward(self, x):
        return self.decoder(self.encoder(x))


def rec_loss(output, image):
    output = output.clamp(1e-5, 1 - 1e-5)
    return F.binary_cross_entropy(image, output)


x = torch.tensor(load_digits().images, dtype=torch.float32).unsqueeze(1) / 16
x = 0.02 + 0.96 * x[torch.randperm(len(x))]          # keep away from exactly 0 and 1
train, test = x[:1500], x[1500:]
loader = DataLoader(TensorDataset(train), batch_size=50, shuffle=True)
ae = ConvAE()
opt = torch.optim.Adam(ae.parameters(), lr=2e-3)
for epoch in range(8):
    ae.train()
    tot = 0.0
    for (img,) in loader:
        loss = rec_loss(ae(img), img)
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item() * len(img)
    ae.eval()
    with torch.no_grad():
        mse = F.mse_loss(ae(test), test).item()
    print(f"epoch {epoch + 1} loss {tot / 1500:.4f} test mse {mse:.4f}")
