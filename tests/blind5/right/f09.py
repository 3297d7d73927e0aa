import copy
import itertools

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms


class EMA:
    def __init__(self, model, decay=0.999):
        self.decay = decay
        self.model = copy.deepcopy(model)
        for p in self.model.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model, step):
        d = min(self.decay, 1 - 1 / (step + 1))
        for e, p in zip(self.model.parameters(), model.parameters()):
            e.mul_(d).add_(p, alpha=1 - d)
        for e, b in zip(self.model.buffers(), model.buffers()):
            e.copy_(b)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(
            nn.Conv2d(3, 64, 3, padding=1), nn.BatchNorm2d(64), nn.LeakyReLU(0.1), nn.MaxPool2d(2), nn.Dropout(0.5),
            nn.Conv2d(64, 128, 3, padding=1), nn.BatchNorm2d(128), nn.LeakyReLU(0.1), nn.MaxPool2d(2), nn.Dropout(0.5),
            nn.Conv2d(128, 256, 3, padding=1), nn.BatchNorm2d(256), nn.LeakyReLU(0.1), nn.AdaptiveAvgPool2d(1))
        self.fc = nn.Linear(256, 10)

    def forward(self, x):
        return self.fc(self.f(x).flatten(1))


class TwoViews:
    def __init__(self, t):
        self.t = t

    def __call__(self, x):
        return self.t(x), self.t(x)


def main():
    torch.manual_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    norm = transforms.Normalize((0.49, 0.48, 0.45), (0.25, 0.24, 0.26))
    aug = transforms.Compose([transforms.RandomCrop(32, 4), transforms.RandomHorizontalFlip(), transforms.ToTensor(), norm])
    plain = transforms.Compose([transforms.ToTensor(), norm])
    train = datasets.CIFAR10('data', True, TwoViews(aug), download=True)
    test = datasets.CIFAR10('data', False, plain)
    labelled = Subset(train, range(4000))
    unlabelled = Subset(train, range(4000, 50000))
    dl_l = DataLoader(labelled, 50, shuffle=True, drop_last=True)
    dl_u = DataLoader(unlabelled, 150, shuffle=True, drop_last=True)
    dl_t = DataLoader(test, 500)

    student = Net().to(device)
    teacher = EMA(student)
    opt = torch.optim.SGD(student.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4, nesterov=True)
    step = 0
    for epoch in range(60):
        student.train()
        teacher.model.train()
        w = 10.0 * min(1.0, epoch / 10)
        for ((x1, x2), y), ((u1, u2), _) in zip(itertools.cycle(dl_l), dl_u):
            x1, y, u1, u2 = x1.to(device), y.to(device), u1.to(device), u2.to(device)
            with torch.no_grad():
                target = F.softmax(teacher.model(u2), dim=1)
            sup = F.cross_entropy(student(x1), y)
            cons = F.mse_loss(F.softmax(student(u1), dim=1), target)
            loss = sup + w * cons
            opt.zero_grad()
            loss.backward()
            opt.step()
            step += 1
            teacher.update(student, step)
        teacher.model.eval()
        ok = 0
        with torch.no_grad():
            for x, y in dl_t:
                ok += (teacher.model(x.to(device)).argmax(1).cpu() == y).sum().item()
        print(f'epoch {epoch} sup {sup.item():.3f} cons {cons.item():.4f} ema test acc {ok / len(test):.4f}')


if __name__ == '__main__':
    main()
