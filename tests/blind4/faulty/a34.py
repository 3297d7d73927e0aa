import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import Dataset, DataLoader


class Shapes(Dataset):
    """12x12 pictures with a horizontal bar, a vertical bar or a diagonal."""

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.labels = torch.randint(0, 3, (n,), generator=g)
        self.images = 0.25 * torch.randn(n, 1, 12, 12, generator=g)
        pos = torch.randint(1, 11, (n,), generator=g)
        for i, (lab, p) in enumerate(zip(self.labels.tolist(), pos.tolist())):
            if lab == 0:
                self.images[i, 0, p, 1:11] += 1
            elif lab == 1:
                self.images[i, 0, 1:11, p] += 1
            else:
                self.images[i, 0].diagonal(p - 5).add_(1)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, k):
        return self.images[k], self.labels[k]


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 8, 3, padding=1)
        self.c2 = nn.Conv2d(8, 16, 3, padding=1)
        self.fc = nn.Linear(16, 3)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.c1(x)), 2)
        x = F.relu(self.c2(x))
        x = F.adaptive_max_pool2d(x, 1).flatten(1)
        return self.fc(x)


def evaluate(model, loader, device):
    model.eval()
    correct, count = 0, 0
    with torch.no_grad():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            pred = model(x).argmax(1)
            correct += (pred == y).sum().item()
            count += y.size(0)
            return correct / count


def train(model, loader, opt, device):
    model.train()
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        opt.zero_grad()
        F.cross_entropy(model(x), y).backward()
        opt.step()


if __name__ == "__main__":
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(0)
    train_loader = DataLoader(Shapes(1200, 1), batch_size=40, shuffle=True)
    test_loader = DataLoader(Shapes(400, 2), batch_size=40)
    model = ConvNet().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(6):
        train(model, train_loader, opt, device)
        print(f"epoch {epoch + 1}: test accuracy {evaluate(model, test_loader, device):.3f}")
