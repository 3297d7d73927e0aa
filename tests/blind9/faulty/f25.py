"""X-ray screening: small CNN trained on folders of chest images."""
from pathlib import Path

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

ROOT = Path("chest_xray")


class Settings:
    image_size = 128
    batch_size = 32
    epochs = 6
    lr = 3e-4


def pipelines():
    common = [transforms.Grayscale(num_output_channels=1), transforms.Resize((Settings.image_size, Settings.image_size))]
    tail = [transforms.ToTensor(), transforms.Normalize([0.5], [0.25])]
    train = transforms.Compose(common + [transforms.RandomRotation(5)] + tail)
    plain = transforms.Compose(common + tail)
    return train, plain


class XrayNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        widths = [3, 32, 64, 128]
        blocks = []
        for cin, cout in zip(widths[:-1], widths[1:]):
            blocks += [nn.Conv2d(cin, cout, 3, padding=1, bias=False), nn.BatchNorm2d(cout), nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*blocks)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(widths[-1], n_classes)

    def forward(self, x):
        return self.fc(torch.flatten(self.pool(self.features(x)), 1))


@torch.no_grad()
def evaluate(model, loader, device):
    model.eval()
    right = 0
    for x, y in loader:
        right += (model(x.to(device)).argmax(1).cpu() == y).sum().item()
    return right / len(loader.dataset)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    train_tf, plain_tf = pipelines()
    train_set = datasets.ImageFolder(ROOT / "train", train_tf)
    val_set = datasets.ImageFolder(ROOT / "val", plain_tf)
    test_set = datasets.ImageFolder(ROOT / "test", plain_tf)
    train_loader = DataLoader(train_set, Settings.batch_size, shuffle=True)
    val_loader = DataLoader(val_set, Settings.batch_size)
    test_loader = DataLoader(test_set, Settings.batch_size)

    model = XrayNet(len(train_set.classes)).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=Settings.lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(Settings.epochs):
        model.train()
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(epoch, "val", evaluate(model, val_loader, device))
    print("test", evaluate(model, test_loader, device))


if __name__ == "__main__":
    main()
