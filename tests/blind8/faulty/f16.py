import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, StepLR
from torch.utils.data import DataLoader, TensorDataset

CONFIG = {
    'epochs': 10,
    'batch_size': 32,
    'optimizer': {'name': 'sgd', 'lr': 0.1, 'momentum': 0.9, 'weight_decay': 5e-4},
    'scheduler': {'name': 'cosine', 'eta_min': 1e-4},
}


def build_optimizer(params, cfg):
    cfg = dict(cfg)
    name = cfg.pop('name')
    return {'sgd': torch.optim.SGD, 'adam': torch.optim.Adam}[name](params, **cfg)


def build_scheduler(optimizer, cfg):
    sch = cfg['scheduler']
    if sch['name'] == 'cosine':
        return CosineAnnealingLR(optimizer, T_max=cfg['epochs'], eta_min=sch['eta_min'])
    if sch['name'] == 'step':
        return StepLR(optimizer, step_size=cfg['epochs'] // 3, gamma=0.1)
    raise ValueError(sch['name'])


class Runner:
    def __init__(self, model, cfg):
        self.model, self.cfg = model, cfg
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = build_optimizer(model.parameters(), cfg['optimizer'])
        self.scheduler = build_scheduler(self.optimizer, cfg)

    def _update(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.scheduler.step()

    def run(self, train_loader, val_loader):
        for epoch in range(self.cfg['epochs']):
            self.model.train()
            total = 0.0
            for x, y in train_loader:
                loss = self.criterion(self.model(x), y)
                self._update(loss)
                total += loss.item() * x.size(0)
            lr = self.optimizer.param_groups[0]['lr']
            print(f"{epoch}: loss {total / len(train_loader.dataset):.4f} lr {lr:.5f} acc {self.accuracy(val_loader):.3f}")

    @torch.no_grad()
    def accuracy(self, loader):
        self.model.eval()
        good = 0
        for x, y in loader:
            good += (self.model(x).argmax(1) == y).sum().item()
        return good / len(loader.dataset)


def rings(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 3, (n,), generator=g)
    r = 0.7 * (y + 1) + 0.15 * torch.randn(n, generator=g)
    a = 6.2832 * torch.rand(n, generator=g)
    return TensorDataset(torch.stack([r * a.cos(), r * a.sin()], 1), y)


if __name__ == '__main__':
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    runner = Runner(net, CONFIG)
    runner.run(DataLoader(rings(900, 0), CONFIG['batch_size'], shuffle=True), DataLoader(rings(300, 1), 300))
