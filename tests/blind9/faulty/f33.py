"""Flower classification: EfficientNet fine-tuning."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, models
from torchvision import transforms as T


def get_transforms():
    norm = T.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    aug = T.Compose([T.RandomResizedCrop(224, scale=(0.6, 1.0)), T.RandomHorizontalFlip(), T.ColorJitter(0.2, 0.2), T.ToTensor(), norm])
    plain = T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor(), norm])
    return aug, plain


class FlowerData:
    def __init__(self, root="flowers", val_share=0.2, batch_size=32, seed=0):
        aug, plain = get_transforms()
        everything = datasets.ImageFolder(root, transform=aug)
        n_val = int(len(everything) * val_share)
        g = torch.Generator().manual_seed(seed)
        self.train, self.val = random_split(everything, [len(everything) - n_val, n_val], generator=g)
        self.val.dataset.transform = plain
        self.classes = everything.classes
        self.batch_size = batch_size

    def train_loader(self):
        return DataLoader(self.train, batch_size=self.batch_size, shuffle=True, num_workers=2)

    def val_loader(self):
        return DataLoader(self.val, batch_size=self.batch_size, num_workers=2)


def fit(epochs=5, lr=2e-4):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    data = FlowerData()
    net = models.efficientnet_b0(weights="IMAGENET1K_V1")
    net.classifier[1] = nn.Linear(net.classifier[1].in_features, len(data.classes))
    net.to(device)
    opt = torch.optim.AdamW(net.parameters(), lr=lr, weight_decay=1e-2)
    ce = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        net.train()
        for x, y in data.train_loader():
            opt.zero_grad(set_to_none=True)
            loss = ce(net(x.to(device)), y.to(device))
            loss.backward()
            opt.step()
        net.eval()
        hits = 0
        with torch.no_grad():
            for x, y in data.val_loader():
                hits += (net(x.to(device)).argmax(1).cpu() == y).sum().item()
        print(f"epoch {epoch} val accuracy {hits / len(data.val):.4f}")


if __name__ == "__main__":
    fit()
