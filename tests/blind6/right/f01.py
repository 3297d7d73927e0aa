from dataclasses import dataclass
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class TrainConfig:
    batch_size: int = 16
    accum_steps: int = 4
    lr: float = 1e-3
    epochs: int = 3
    max_norm: float = 1.0


class Spirals(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.randint(0, 3, (n,), generator=g)
        r = torch.rand(n, generator=g)
        a = r * 4 + self.y * 2.1 + 0.1 * torch.randn(n, generator=g)
        self.x = torch.stack([r * a.cos(), r * a.sin()], dim=1)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class Trainer:
    def __init__(self, model, cfg):
        self.device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
        self.model = model.to(self.device)
        self.cfg = cfg
        self.use_amp = self.device.type == 'cuda'
        self.opt = torch.optim.AdamW(self.model.parameters(), lr=cfg.lr)
        self.scaler = torch.amp.GradScaler(self.device.type, enabled=self.use_amp)
        self.loss_fn = nn.CrossEntropyLoss()

    def train_epoch(self, loader):
        self.model.train()
        self.opt.zero_grad(set_to_none=True)
        total = 0.0
        for i, (x, y) in enumerate(loader):
            x, y = x.to(self.device), y.to(self.device)
            with torch.autocast(self.device.type, enabled=self.use_amp):
                loss = self.loss_fn(self.model(x), y)
            self.scaler.scale(loss / self.cfg.accum_steps).backward()
            total += loss.item() * len(y)
            if (i + 1) % self.cfg.accum_steps == 0 or i + 1 == len(loader):
                self.scaler.unscale_(self.opt)
                nn.utils.clip_grad_norm_(self.model.parameters(), self.cfg.max_norm)
                self.scaler.step(self.opt)
                self.scaler.update()
                self.opt.zero_grad(set_to_none=True)
        return total / len(loader.dataset)

    @torch.no_grad()
    def accuracy(self, loader):
        self.model.eval()
        ok = 0
        for x, y in loader:
            ok += (self.model(x.to(self.device)).argmax(1).cpu() == y).sum().item()
        return ok / len(loader.dataset)


if __name__ == '__main__':
    torch.manual_seed(0)
    cfg = TrainConfig()
    net = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Dropout(0.05), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3))
    train_dl = DataLoader(Spirals(800, 0), batch_size=cfg.batch_size, shuffle=True)
    val_dl = DataLoader(Spirals(200, 1), batch_size=100)
    t = Trainer(net, cfg)
    for e in range(cfg.epochs):
        print(e, t.train_epoch(train_dl), t.accuracy(val_dl))
