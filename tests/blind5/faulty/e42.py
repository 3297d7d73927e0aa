from dataclasses import dataclass
import logging

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.utils.data import DataLoader
import torchvision
import torchvision.transforms as T

log = logging.getLogger(__name__)
logging.basicConfig(level=logging.INFO)


@dataclass
class Config:
    lr: float = 3e-4
    batch_size: int = 128
    epochs: int = 20
    weight_decay: float = 5e-4
    grad_clip: float = 1.0
    seed: int = 7


class Block(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(cout)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        return self.pool(torch.relu(self.bn(self.conv(x))))


class SmallVGG(nn.Module):
    def __init__(self, n_classes=10):
        super().__init__()
        self.features = nn.Sequential(Block(3, 32), Block(32, 64), Block(64, 128))
        self.classifier = nn.Linear(128 * 4 * 4, n_classes)

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class Trainer:
    def __init__(self, model, cfg, train_loader, val_loader):
        self.cfg = cfg
        self.device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
        self.model = model.to(self.device)
        self.train_loader = train_loader
        self.val_loader = val_loader
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=cfg.lr, weight_decay=cfg.weight_decay)

    def _step(self, x, y):
        out = self.model(x)
        loss = self.criterion(out, y)
        loss.backward()
        clip_grad_norm_(self.model.parameters(), self.cfg.grad_clip)
        self.optimizer.zero_grad(set_to_none=True)
        self.optimizer.step()
        return loss.item()

    def fit(self):
        for epoch in range(self.cfg.epochs):
            self.model.train()
            meter = []
            for x, y in self.train_loader:
                meter.append(self._step(x.to(self.device), y.to(self.device)))
            log.info('epoch %d train loss %.4f val acc %.3f', epoch, sum(meter) / len(meter), self.validate())

    @torch.no_grad()
    def validate(self):
        self.model.eval()
        good, n = 0, 0
        for x, y in self.val_loader:
            pred = self.model(x.to(self.device)).argmax(1).cpu()
            good += (pred == y).sum().item()
            n += len(y)
        return good / n


if __name__ == '__main__':
    cfg = Config()
    torch.manual_seed(cfg.seed)
    norm = T.Normalize((0.491, 0.482, 0.447), (0.247, 0.243, 0.262))
    train_set = torchvision.datasets.CIFAR10('~/data', True, T.Compose([T.RandomHorizontalFlip(), T.ToTensor(), norm]))
    val_set = torchvision.datasets.CIFAR10('~/data', False, T.Compose([T.ToTensor(), norm]))
    Trainer(SmallVGG(), cfg,
            DataLoader(train_set, cfg.batch_size, shuffle=True, num_workers=2),
            DataLoader(val_set, 512)).fit()
