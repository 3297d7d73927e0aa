"""Fashion-MNIST classifier, ported from my Keras homework."""
import argparse

import torch
from torch import nn, optim
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


class FashionNet(nn.Module):
    """Conv -> BN -> ReLU -> Pool, twice, then a dense head."""

    def __init__(self, num_classes: int = 10, p_drop: float = 0.3):
        super(FashionNet, self).__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 32, kernel_size=3, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, kernel_size=3, padding=1),
            nn.BatchNorm2d(64),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
        )
        self.flatten = nn.Flatten()
        self.dense = nn.Linear(64 * 7 * 7, 128)
        self.drop = nn.Dropout(p_drop)
        self.out = nn.Linear(128, num_classes)
        self.activation = nn.Softmax(dim=1)

    def forward(self, x):
        x = self.features(x)
        x = self.flatten(x)
        x = torch.relu(self.dense(x))
        x = self.drop(x)
        return self.activation(self.out(x))


def get_loaders(batch_size):
    tf = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.2860,), (0.3530,))])
    train = datasets.FashionMNIST("./data", train=True, download=True, transform=tf)
    test = datasets.FashionMNIST("./data", train=False, download=True, transform=tf)
    return (
        DataLoader(train, batch_size=batch_size, shuffle=True, num_workers=0),
        DataLoader(test, batch_size=1000, shuffle=False, num_workers=0),
    )


def fit_one_epoch(model, loader, loss_fn, opt, device):
    model.train()
    seen, total = 0, 0.0
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        opt.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        opt.step()
        total += loss.item() * len(yb)
        seen += len(yb)
    return total / seen


@torch.no_grad()
def accuracy(model, loader, device):
    model.eval()
    hits, seen = 0, 0
    for xb, yb in loader:
        probs = model(xb.to(device))
        hits += (probs.argmax(1).cpu() == yb).sum().item()
        seen += len(yb)
    return hits / seen


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--lr", type=float, default=1e-3)
    args = parser.parse_args()

    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(1)
    train_loader, test_loader = get_loaders(args.batch_size)
    net = FashionNet().to(device)
    loss_fn = nn.CrossEntropyLoss()
    opt = optim.Adam(net.parameters(), lr=args.lr)

    for epoch in range(1, args.epochs + 1):
        tr = fit_one_epoch(net, train_loader, loss_fn, opt, device)
        print(f"epoch {epoch:02d}  train loss {tr:.4f}")
    print("test accuracy:", accuracy(net, test_loader, device))
