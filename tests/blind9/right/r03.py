"""Linear probe on a frozen resnet50, batch norm statistics untouched."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


class Probe(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        net = models.resnet50(weights=models.ResNet50_Weights.IMAGENET1K_V2)
        width = net.fc.in_features
        net.fc = nn.Identity()
        for p in net.parameters():
            p.requires_grad_(False)
        self.backbone = net
        self.head = nn.Sequential(nn.BatchNorm1d(width), nn.Dropout(0.2), nn.Linear(width, n_classes))

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        with torch.no_grad():
            f = self.backbone(x)
        return self.head(f)


def loaders(root, size=64):
    norm = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    tr = transforms.Compose([transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(), norm])
    te = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), norm])
    a, b = datasets.ImageFolder(f"{root}/train", tr), datasets.ImageFolder(f"{root}/test", te)
    return a.classes, DataLoader(a, size, shuffle=True, drop_last=True), DataLoader(b, size)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    classes, train, test = loaders("data/birds")
    model = Probe(len(classes)).to(device)
    optimizer = torch.optim.Adam(model.head.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(5):
        model.train()
        total = seen = 0
        for x, y in train:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            seen += len(y)
        print(epoch, total / seen)
    model.eval()
    ok = 0
    with torch.no_grad():
        for x, y in test:
            ok += (model(x.to(device)).argmax(1).cpu() == y).sum().item()
    print("test accuracy", ok / len(test.dataset))


if __name__ == "__main__":
    main()
