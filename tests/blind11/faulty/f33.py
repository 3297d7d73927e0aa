"""Plant disease classification - custom dataset reading paths from a csv."""
import os

import pandas as pd
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

CSV = "data/plants/labels.csv"      # columns: filename, disease
ROOT = "data/plants/images"
IMAGE_SIZE = (96, 96)


class PlantDataset(Dataset):
    def __init__(self, frame, root, class_to_idx, transform=None):
        self.frame = frame.reset_index(drop=True)
        self.root = root
        self.class_to_idx = class_to_idx
        self.transform = transform

    def __len__(self):
        return len(self.frame)

    def __getitem__(self, idx):
        row = self.frame.iloc[idx]
        image = Image.open(os.path.join(self.root, row["filename"])).convert("RGB")
        if self.transform is not None:
            image = self.transform(image)
        label = self.class_to_idx[row["disease"]]
        return image, label


augment = transforms.Compose([
    transforms.Resize(IMAGE_SIZE),
    transforms.RandomHorizontalFlip(p=0.5),
    transforms.RandomVerticalFlip(p=0.5),
    transforms.ColorJitter(brightness=0.2, contrast=0.2),
])
plain = transforms.Compose([
    transforms.Resize(IMAGE_SIZE),
    transforms.ToTensor(),
])


class PlantNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.c1 = nn.Conv2d(3, 16, 5, stride=2)
        self.c2 = nn.Conv2d(16, 32, 3)
        self.c3 = nn.Conv2d(32, 64, 3)
        self.fc = nn.Linear(64, n_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.c1(x)), 2)
        x = F.max_pool2d(F.relu(self.c2(x)), 2)
        x = F.relu(self.c3(x))
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return self.fc(x)


def main():
    frame = pd.read_csv(CSV)
    classes = sorted(frame["disease"].unique())
    class_to_idx = {c: i for i, c in enumerate(classes)}
    valid = frame.sample(frac=0.2, random_state=0)
    train = frame.drop(valid.index)

    train_loader = DataLoader(PlantDataset(train, ROOT, class_to_idx, augment), batch_size=32, shuffle=True)
    valid_loader = DataLoader(PlantDataset(valid, ROOT, class_to_idx, plain), batch_size=64)

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    net = PlantNet(len(classes)).to(device)
    opt = torch.optim.Adam(net.parameters(), lr=3e-4)

    for epoch in range(10):
        net.train()
        for images, labels in train_loader:
            images, labels = images.to(device), labels.to(device)
            opt.zero_grad()
            loss = F.cross_entropy(net(images), labels)
            loss.backward()
            opt.step()
        net.eval()
        hits = 0
        with torch.no_grad():
            for images, labels in valid_loader:
                images, labels = images.to(device), labels.to(device)
                hits += (net(images).argmax(1) == labels).sum().item()
        print(f"epoch {epoch}: valid accuracy {hits / len(valid):.3f}")


if __name__ == "__main__":
    main()
