"""A home-made Lightning: the module says what a step is, the loop does the rest."""
from abc import abstractmethod
from collections import defaultdict

import torch
from sklearn.datasets import make_swiss_roll
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


class Task(nn.Module):
    @abstractmethod
    def training_step(self, batch):
        ...

    @abstractmethod
    def validation_step(self, batch):
        ...

    @abstractmethod
    def configure_optimizers(self):
        ...

    def log(self, key, value, n):
        s = self.logged[key]
        s[0] += float(value) * n
        s[1] += n

    def reset_log(self):
        self.logged = defaultdict(lambda: [0.0, 0])

    def summary(self):
        return {k: s / n for k, (s, n) in self.logged.items()}


class Loop:
    def __init__(self, max_epochs, clip=None):
        self.max_epochs, self.clip = max_epochs, clip

    def fit(self, task, train, val):
        optimizer, scheduler = task.configure_optimizers()
        for epoch in range(self.max_epochs):
            task.reset_log()
            task.train()
            for batch in train:
                optimizer.zero_grad()
                loss = task.training_step(batch)
                loss.backward()
                if self.clip:
                    nn.utils.clip_grad_norm_(task.parameters(), self.clip)
                optimizer.step()
            scheduler.step()
            self.validate(task, val)
            print(epoch, {k: round(v, 4) for k, v in task.summary().items()})

    @staticmethod
    def validate(task, val):
        task.eval()
        with torch.no_grad():
            for batch in val:
                task.validation_step(batch)


class RollRegression(Task):
    """Predict the position along the roll from the three coordinates."""

    def __init__(self, width=64):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(3, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU())
        self.head = nn.Linear(width, 1)
        self.criterion = nn.HuberLoss()

    def forward(self, x):
        return self.head(self.backbone(x)).squeeze(1)

    def training_step(self, batch):
        x, t = batch
        loss = self.criterion(self(x), t)
        self.log("train_loss", loss.detach(), len(t))
        return loss

    def validation_step(self, batch):
        x, t = batch
        out = self(x)
        self.log("val_loss", self.criterion(out, t), len(t))
        self.log("val_mae", (out - t).abs().mean(), len(t))

    def configure_optimizers(self):
        opt = torch.optim.Adam(self.parameters(), lr=3e-3)
        return opt, torch.optim.lr_scheduler.ExponentialLR(opt, gamma=0.9)


if __name__ == "__main__":
    torch.manual_seed(0)
    x, t = make_swiss_roll(2000, noise=0.3, random_state=0)
    # the constants come from the geometry of the roll (t between 1.5 pi and 4.5 pi), not from the sample
    x = torch.tensor(x / [6.5, 6.0, 6.5], dtype=torch.float32)
    t = torch.tensor((t - 9.42) / 2.72, dtype=torch.float32)
    train, val = random_split(TensorDataset(x, t), [1600, 400])
    Loop(max_epochs=15, clip=1.0).fit(
        RollRegression(), DataLoader(train, batch_size=50, shuffle=True), DataLoader(val, batch_size=200)
    )
