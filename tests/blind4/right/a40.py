from dataclasses import dataclass

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Args:
    micro_batch: int = 16
    accumulate: int = 4
    epochs: int = 10
    lr: float = 3e-3
    max_norm: float = 5.0


class Trainer:
    def __init__(self, model, args):
        self.model, self.args = model, args
        self.opt = torch.optim.AdamW(model.parameters(), lr=args.lr)
        self.loss = nn.CrossEntropyLoss()

    def _update(self):
        nn.utils.clip_grad_norm_(self.model.parameters(), self.args.max_norm)
        self.opt.step()
        self.opt.zero_grad()

    def train_epoch(self, loader):
        self.model.train()
        self.opt.zero_grad()
        total = 0.0
        for i, (x, y) in enumerate(loader, start=1):
            loss = self.loss(self.model(x), y)
            (loss / self.args.accumulate).backward()
            total += loss.item() * len(y)
            if i % self.args.accumulate == 0 or i == len(loader):
                self._update()
        return total / len(loader.dataset)

    @torch.no_grad()
    def accuracy(self, loader):
        self.model.eval()
        return sum((self.model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


def main():
    args = Args()
    torch.manual_seed(1)
    d = load_digits()
    xa, xb, ya, yb = train_test_split(d.data / 16, d.target, test_size=0.2, random_state=1, stratify=d.target)
    mk = lambda x, y: TensorDataset(torch.tensor(x).float(), torch.tensor(y))
    train, test = DataLoader(mk(xa, ya), args.micro_batch, shuffle=True), DataLoader(mk(xb, yb), 128)
    net = nn.Sequential(nn.Linear(64, 96), nn.ReLU(), nn.Dropout(0.2), nn.Linear(96, 10))
    t = Trainer(net, args)
    for e in range(args.epochs):
        loss = t.train_epoch(train)
        if e % 3 == 0:
            print(e, round(loss, 4))
    print("test", round(t.accuracy(test), 4))


if __name__ == "__main__":
    main()
