import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


class ConvAE(nn.Module):
    def __init__(self, latent=32):
        super().__init__()
        self.enc = nn.Sequential(
            nn.Conv2d(1, 16, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),
            nn.Flatten(), nn.Linear(32 * 7 * 7, latent))
        self.dec = nn.Sequential(
            nn.Linear(latent, 32 * 7 * 7), nn.ReLU(),
            nn.Unflatten(1, (32, 7, 7)),
            nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 4, 2, 1), nn.Sigmoid())

    def forward(self, x):
        return self.dec(self.enc(x))


def main():
    torch.manual_seed(0)
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    tr = datasets.MNIST('data', train=True, download=True, transform=transforms.ToTensor())
    te = datasets.MNIST('data', train=False, download=True, transform=transforms.ToTensor())
    train_loader = DataLoader(tr, batch_size=128, shuffle=True)
    test_loader = DataLoader(te, batch_size=512)
    model = ConvAE().to(device)
    criterion = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(10):
        model.train()
        total = 0.0
        for img, _ in train_loader:
            img = img.to(device)
            recon = model(img)
            loss = criterion(recon, img)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * img.size(0)
        model.eval()
        test_total = 0.0
        with torch.no_grad():
            for img, _ in test_loader:
                img = img.to(device)
                test_total += criterion(model(img), img).item() * img.size(0)
        print(f'epoch {epoch + 1}: train {total / len(tr):.4f} test {test_total / len(te):.4f}')
    torch.save(model.state_dict(), 'conv_ae.pth')


if __name__ == '__main__':
    main()
