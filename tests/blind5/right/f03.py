import argparse
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader, random_split
from torchvision import datasets, transforms


def conv_block(i, o, pool=False):
    layers = [nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True)]
    if pool:
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers)


class ResNet9(nn.Module):
    def __init__(self, n_classes=10):
        super().__init__()
        self.conv1 = conv_block(3, 64)
        self.conv2 = conv_block(64, 128, pool=True)
        self.res1 = nn.Sequential(conv_block(128, 128), conv_block(128, 128))
        self.conv3 = conv_block(128, 256, pool=True)
        self.conv4 = conv_block(256, 512, pool=True)
        self.res2 = nn.Sequential(conv_block(512, 512), conv_block(512, 512))
        self.classifier = nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(512, n_classes))

    def forward(self, x):
        x = self.conv2(self.conv1(x))
        x = self.res1(x) + x
        x = self.conv4(self.conv3(x))
        x = self.res2(x) + x
        return self.classifier(x)


@torch.no_grad()
def evaluate(model, loader, device):
    model.eval()
    loss_sum, ok, n = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        out = model(x)
        loss_sum += F.cross_entropy(out, y, reduction='sum').item()
        ok += (out.argmax(1) == y).sum().item()
        n += len(y)
    return loss_sum / n, ok / n


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--epochs', type=int, default=12)
    ap.add_argument('--max-lr', type=float, default=0.01)
    ap.add_argument('--bs', type=int, default=256)
    args = ap.parse_args()
    torch.manual_seed(42)
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    stats = ((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616))
    aug = transforms.Compose([transforms.RandomCrop(32, 4, padding_mode='reflect'), transforms.RandomHorizontalFlip(),
                              transforms.ToTensor(), transforms.Normalize(*stats)])
    plain = transforms.Compose([transforms.ToTensor(), transforms.Normalize(*stats)])
    train_set = datasets.CIFAR10('data', True, aug, download=True)
    test_set = datasets.CIFAR10('data', False, plain)
    train_dl = DataLoader(train_set, args.bs, shuffle=True, num_workers=3, pin_memory=True)
    test_dl = DataLoader(test_set, args.bs * 2, num_workers=3, pin_memory=True)
    model = ResNet9().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=args.max_lr, weight_decay=1e-4)
    sched = OneCycleLR(opt, args.max_lr, epochs=args.epochs, steps_per_epoch=len(train_dl))
    for epoch in range(args.epochs):
        model.train()
        t = time.time()
        losses = []
        for x, y in train_dl:
            x, y = x.to(device), y.to(device)
            loss = F.cross_entropy(model(x), y)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_value_(model.parameters(), 0.1)
            opt.step()
            sched.step()
            losses.append(loss.item())
        tl, ta = evaluate(model, test_dl, device)
        print(f'{epoch} lr {sched.get_last_lr()[0]:.5f} train {sum(losses) / len(losses):.4f} test {tl:.4f} {ta:.4f} {time.time() - t:.1f}s')


if __name__ == '__main__':
    main()
