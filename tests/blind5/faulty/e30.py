import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms


class DepthwiseBlock(nn.Module):
    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.dw = nn.Conv2d(c_in, c_in, 3, stride, 1, groups=c_in, bias=False)
        self.pw = nn.Conv2d(c_in, c_out, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(c_in), nn.BatchNorm2d(c_out)

    def forward(self, x):
        x = F.relu(self.bn1(self.dw(x)))
        return F.relu(self.bn2(self.pw(x)))


class MobileLike(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 2, 1)
        self.blocks = nn.Sequential(
            DepthwiseBlock(16, 32, 1), DepthwiseBlock(32, 64, 2),
            DepthwiseBlock(64, 128, 2), DepthwiseBlock(128, 256, 2))
        self.drop = nn.Dropout(0.2)
        self.cls = nn.Linear(256, n_classes)

    def forward(self, x):
        x = self.blocks(F.relu(self.stem(x)))
        x = x.mean(dim=(2, 3))
        return self.cls(self.drop(x))


class LitLike:
    """our own mini "lightning" """

    def __init__(self, model, optimizer, device):
        self.model, self.optimizer, self.device = model.to(device), optimizer, device

    def training_step(self, batch):
        x, y = (t.to(self.device) for t in batch)
        return F.cross_entropy(self.model(x), y)

    def fit(self, train_dl, val_dl, max_epochs):
        for epoch in range(max_epochs):
            self.model.train()
            for batch in train_dl:
                self.optimizer.zero_grad()
                loss = self.training_step(batch)
                loss.backward()
                self.optimizer.step()
            acc = self.validate(val_dl)
            print(f'epoch={epoch} val_acc={acc:.4f}')

    @torch.no_grad()
    def validate(self, dl):
        n_right, n = 0, 0
        for x, y in dl:
            pred = self.model(x.to(self.device)).argmax(dim=1).cpu()
            n_right += (pred == y).sum().item()
            n += len(y)
        return n_right / n


def main():
    torch.manual_seed(123)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    base = transforms.Compose([transforms.Resize((128, 128)), transforms.ToTensor(), transforms.Normalize([.47] * 3, [.2] * 3)])
    aug = transforms.Compose([transforms.RandomRotation(20), base])
    train_full = datasets.ImageFolder('PlantVillage', aug)
    val_full = datasets.ImageFolder('PlantVillage', base)
    idx = torch.randperm(len(train_full), generator=torch.Generator().manual_seed(0)).tolist()
    cut = int(len(idx) * 0.85)
    train_dl = DataLoader(Subset(train_full, idx[:cut]), 64, shuffle=True, num_workers=2)
    val_dl = DataLoader(Subset(val_full, idx[cut:]), 128, num_workers=2)
    model = MobileLike(len(train_full.classes))
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
    LitLike(model, opt, device).fit(train_dl, val_dl, 10)


if __name__ == '__main__':
    main()
