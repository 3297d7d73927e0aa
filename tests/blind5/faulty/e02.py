import argparse
import os

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, random_split
from torchvision import models, transforms
from torchvision.datasets import ImageFolder

parser = argparse.ArgumentParser(description='Bird species fine-tuning')
parser.add_argument('--data', default=os.path.expanduser('~/datasets/birds/train'))
parser.add_argument('--epochs', type=int, default=12)
parser.add_argument('--batch', type=int, default=48)
parser.add_argument('--lr', type=float, default=3e-4)
parser.add_argument('--seed', type=int, default=0)

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
train_tf = transforms.Compose([
    transforms.RandomResizedCrop(224, scale=(0.5, 1.0)),
    transforms.RandomHorizontalFlip(),
    transforms.ColorJitter(0.2, 0.2, 0.2),
    transforms.ToTensor(),
    transforms.Normalize(MEAN, STD),
])
val_tf = transforms.Compose([
    transforms.Resize(256),
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Normalize(MEAN, STD),
])


def get_data(args):
    full = ImageFolder(args.data, transform=train_tf)
    n_val = int(0.15 * len(full))
    g = torch.Generator().manual_seed(args.seed)
    train_set, val_set = random_split(full, [len(full) - n_val, n_val], generator=g)
    val_set.dataset.transform = val_tf
    return (DataLoader(train_set, args.batch, shuffle=True, num_workers=4),
            DataLoader(val_set, args.batch, num_workers=4), len(full.classes))


def main():
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    train_loader, val_loader, n_cls = get_data(args)

    model = models.mobilenet_v3_small(weights='DEFAULT')
    model.classifier[3] = nn.Linear(model.classifier[3].in_features, n_cls)
    model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)

    for epoch in range(args.epochs):
        model.train()
        seen, acc_loss = 0, 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            acc_loss += loss.item() * len(y)
            seen += len(y)
        model.eval()
        ok = tot = 0
        with torch.no_grad():
            for x, y in val_loader:
                ok += (model(x.to(device)).argmax(1).cpu() == y).sum().item()
                tot += len(y)
        print(f'{epoch:3d} loss {acc_loss / seen:.4f} val {ok / tot:.4f}')


if __name__ == '__main__':
    main()
