"""HW2: two-layer MLP on Fashion-MNIST. Student: #20231187"""
import argparse

import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, transforms


class MLP(nn.Module):
    def __init__(self, hidden):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(28 * 28, hidden)
        self.fc2 = nn.Linear(hidden, 10)
        self.act = nn.ReLU()

    def forward(self, x):
        x = x.view(x.size(0), -1)
        x = self.act(self.fc1(x))
        return self.fc2(x)


def get_loaders(batch_size):
    tfm = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.286,), (0.353,))])
    full = datasets.FashionMNIST('data', train=True, download=True, transform=tfm)
    test = datasets.FashionMNIST('data', train=False, download=True, transform=tfm)
    tr, va = random_split(full, [54000, 6000], generator=torch.Generator().manual_seed(1))
    return (DataLoader(tr, batch_size=batch_size, shuffle=True),
            DataLoader(va, batch_size=512),
            DataLoader(test, batch_size=512))


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    running = 0.0
    for i, (images, labels) in enumerate(loader):
        images, labels = images.to(device), labels.to(device)
        logits = model(images)
        loss = criterion(logits, labels)
        loss.backward()
        optimizer.step()
        running += loss.item()
    return running / len(loader)


@torch.no_grad()
def accuracy(model, loader, device):
    model.eval()
    hits = total = 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        hits += (model(images).argmax(dim=1) == labels).sum().item()
        total += labels.size(0)
    return hits / total


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--lr', type=float, default=0.05)
    p.add_argument('--hidden', type=int, default=256)
    p.add_argument('--epochs', type=int, default=10)
    p.add_argument('--batch-size', type=int, default=128)
    args = p.parse_args()
    torch.manual_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    tr, va, te = get_loaders(args.batch_size)
    net = MLP(args.hidden).to(device)
    crit = nn.CrossEntropyLoss()
    opt = optim.SGD(net.parameters(), lr=args.lr, momentum=0.9)
    for ep in range(args.epochs):
        l = train_one_epoch(net, tr, crit, opt, device)
        print(f'[{ep + 1}/{args.epochs}] loss={l:.4f} val_acc={accuracy(net, va, device):.4f}')
    print('test accuracy', accuracy(net, te, device))


if __name__ == '__main__':
    main()
