import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Houses(Dataset):
    """Synthetic flats: standardised features, price in euro."""

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        area = 40 + 90 * torch.rand(n, generator=g)
        rooms = (area / 28).round().clamp(min=1)
        age = 60 * torch.rand(n, generator=g)
        centre = 12 * torch.rand(n, generator=g)
        raw = torch.stack([area, rooms, age, centre], dim=1)
        self.x = (raw - torch.tensor([85., 3., 30., 6.])) / torch.tensor([26., 1., 17., 3.5])
        self.price = 3200 * area - 900 * age - 8000 * centre + 60000 + 9000 * torch.randn(n, generator=g)

    def __len__(self):
        return len(self.price)

    def __getitem__(self, i):
        return self.x[i], self.price[i]


class PriceNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
        self.out = nn.Linear(64, 1)

    def forward(self, x):
        return self.out(self.body(x)).flatten()


def main():
    torch.manual_seed(2)
    train = DataLoader(Houses(1200, 1), batch_size=32, shuffle=True)
    test = DataLoader(Houses(300, 2), batch_size=300)
    net = PriceNet()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(10):
        net.train()
        total = 0.0
        for x, price in train:
            loss = F.mse_loss(net(x), price)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        if epoch % 3 == 0:
            print(f"epoch {epoch + 1}: mse {total / 1200:.4g}")
    net.eval()
    with torch.no_grad():
        for x, price in test:
            print("mean price", price.mean().item(), "mean prediction", net(x).mean().item(),
                  "mae", F.l1_loss(net(x), price).item())


if __name__ == "__main__":
    main()
