from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms


@dataclass
class Args:
    root: str = 'data/pets'
    epochs: int = 50
    lr: float = 0.05
    lr_step_epochs: int = 10
    gamma: float = 0.5
    batch_size: int = 64


class PetDataset(Dataset):
    def __init__(self, root, csv, tf):
        self.root = Path(root)
        self.table = pd.read_csv(csv)
        self.tf = tf

    def __len__(self):
        return len(self.table)

    def __getitem__(self, i):
        row = self.table.iloc[i]
        img = Image.open(self.root / row['file']).convert('RGB')
        return self.tf(img), int(row['label'])


def build_model(n_classes):
    layers, cin = [], 3
    for cout in (32, 64, 128):
        layers += [nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(), nn.MaxPool2d(2)]
        cin = cout
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(cin, n_classes))


def fit(model, train_dl, val_dl, args, device):
    opt = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)
    sched = torch.optim.lr_scheduler.StepLR(opt, step_size=args.lr_step_epochs, gamma=args.gamma)
    loss_fn = nn.CrossEntropyLoss(label_smoothing=0.1)
    for epoch in range(args.epochs):
        model.train()
        for x, y in train_dl:
            x, y = x.to(device), y.to(device)
            loss = loss_fn(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()
        model.eval()
        good = 0
        with torch.no_grad():
            for x, y in val_dl:
                good += (model(x.to(device)).argmax(1).cpu() == y).sum().item()
        print(f'epoch {epoch} lr {sched.get_last_lr()[0]:.5f} val {good / len(val_dl.dataset):.4f}')


def main():
    args = Args()
    torch.manual_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    norm = transforms.Normalize([0.5] * 3, [0.5] * 3)
    tf_train = transforms.Compose([transforms.Resize((72, 72)), transforms.RandomCrop(64), transforms.RandomHorizontalFlip(),
                                   transforms.ToTensor(), norm])
    tf_val = transforms.Compose([transforms.Resize((64, 64)), transforms.ToTensor(), norm])
    train = PetDataset(args.root, 'data/pets/train.csv', tf_train)
    val = PetDataset(args.root, 'data/pets/val.csv', tf_val)
    model = build_model(train.table['label'].nunique()).to(device)
    fit(model, DataLoader(train, args.batch_size, shuffle=True), DataLoader(val, args.batch_size), args, device)


if __name__ == '__main__':
    main()
