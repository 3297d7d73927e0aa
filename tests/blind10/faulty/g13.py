import logging
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format='%(asctime)s %(message)s', datefmt='%H:%M:%S')
logger = logging.getLogger(__name__)

config = {
    'epochs': 20,
    'batch_size': 32,
    'lr': 0.05,
    'lr_step': 8,       # epochs
    'lr_gamma': 0.5,
    'seed': 2024,
}


class LeNetSmall(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.conv2 = nn.Conv2d(8, 16, 3)
        self.fc1 = nn.Linear(16 * 4 * 4, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)


def build_loaders(cfg):
    d = load_digits()
    x = torch.tensor(d.images, dtype=torch.float32)[:, None] / 16.
    y = torch.tensor(d.target)
    x_tr, x_te, y_tr, y_te = train_test_split(x, y, test_size=0.2, random_state=cfg['seed'])
    return (DataLoader(TensorDataset(x_tr, y_tr), cfg['batch_size'], shuffle=True),
            DataLoader(TensorDataset(x_te, y_te), 256))


def run_epoch(model, loader, criterion, optimizer, scheduler):
    model.train()
    total = 0.
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        scheduler.step()
        total += loss.item() * len(y)
    return total / len(loader.dataset)


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    return sum((model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


torch.manual_seed(config['seed'])
train_loader, test_loader = build_loaders(config)
model = LeNetSmall()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=config['lr'])
scheduler = StepLR(optimizer, step_size=config['lr_step'], gamma=config['lr_gamma'])

for epoch in range(config['epochs']):
    loss = run_epoch(model, train_loader, criterion, optimizer, scheduler)
    if epoch % 4 == 3:
        logger.info('epoch %d loss %.4f test acc %.4f', epoch + 1, loss, accuracy(model, test_loader))
