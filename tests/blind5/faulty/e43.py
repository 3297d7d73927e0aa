import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

LATENT = 16


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 400)
        self.mu = nn.Linear(400, LATENT)
        self.logvar = nn.Linear(400, LATENT)

    def forward(self, x):
        h = F.relu(self.fc(x))
        return self.mu(h), self.logvar(h)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(LATENT, 400)
        self.fc2 = nn.Linear(400, 784)

    def forward(self, z):
        return torch.sigmoid(self.fc2(F.relu(self.fc1(z))))


def reparameterize(mu, logvar):
    std = torch.exp(0.5 * logvar)
    return mu + std * torch.randn_like(std)


def elbo(recon, x, mu, logvar):
    bce = F.binary_cross_entropy(recon, x, reduction='sum')
    kld = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return (bce + kld) / x.size(0)


torch.manual_seed(1)
device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
loader = DataLoader(datasets.MNIST('data', train=True, download=True, transform=transforms.ToTensor()),
                    batch_size=128, shuffle=True)

encoder = Encoder().to(device)
decoder = Decoder().to(device)
optimizer = torch.optim.Adam(decoder.parameters(), lr=1e-3)

for epoch in range(1, 16):
    encoder.train()
    decoder.train()
    train_loss = 0.0
    for data, _ in loader:
        x = data.view(-1, 784).to(device)
        optimizer.zero_grad()
        mu, logvar = encoder(x)
        recon = decoder(reparameterize(mu, logvar))
        loss = elbo(recon, x, mu, logvar)
        loss.backward()
        optimizer.step()
        train_loss += loss.item()
    print('====> Epoch: {} Average loss: {:.4f}'.format(epoch, train_loss / len(loader)))

with torch.no_grad():
    sample = decoder(torch.randn(64, LATENT, device=device)).cpu()
    torch.save(sample.view(64, 1, 28, 28), 'samples.pt')
