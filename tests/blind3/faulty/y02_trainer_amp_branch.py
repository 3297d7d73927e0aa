from dataclasses import dataclass

import torch
from torch import nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class TrainArgs:
    epochs: int = 12
    lr: float = 3e-3
    batch_size: int = 32
    use_amp: bool = torch.cuda.is_available()
    seed: int = 0


class Trainer:
    def __init__(self, model, args):
        self.args = args
        self.device = "cuda" if args.use_amp else "cpu"
        self.model = model.to(self.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=args.lr)
        self.scaler = torch.amp.GradScaler(self.device, enabled=args.use_amp)
        self.criterion = nn.CrossEntropyLoss()

    def _loss(self, batch):
        x, y = (t.to(self.device) for t in batch)
        with torch.autocast(self.device, enabled=self.args.use_amp):
            return self.criterion(self.model(x), y)

    def _optimise(self, loss):
        self.optimizer.zero_grad()
        if self.args.use_amp:
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
            self.scaler.update()
        else:
            self.optimizer.step()

    def train(self, loader):
        for epoch in range(self.args.epochs):
            self.model.train()
            total = 0.0
            for batch in loader:
                loss = self._loss(batch)
                self._optimise(loss)
                total += loss.item() * len(batch[1])
            if epoch % 3 == 0:
                print(f"epoch {epoch:2d} | loss {total / len(loader.dataset):.4f}")

    @torch.no_grad()
    def test(self, loader):
        self.model.eval()
        good = 0
        for x, y in loader:
            good += (self.model(x.to(self.device)).argmax(1).cpu() == y).sum().item()
        return good / len(loader.dataset)


def main():
    args = TrainArgs()
    torch.manual_seed(args.seed)
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=args.seed, stratify=y)
    sc = StandardScaler().fit(X_tr)
    ds = lambda a, b: TensorDataset(torch.tensor(sc.transform(a), dtype=torch.float32), torch.tensor(b))
    trainer = Trainer(nn.Sequential(nn.Linear(30, 24), nn.ReLU(), nn.Linear(24, 2)), args)
    trainer.train(DataLoader(ds(X_tr, y_tr), args.batch_size, shuffle=True))
    print("test accuracy", trainer.test(DataLoader(ds(X_te, y_te), 128)))


if __name__ == "__main__":
    main()
