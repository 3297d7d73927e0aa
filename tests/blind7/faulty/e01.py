import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Trainer:
    """Small training harness used across our experiments."""

    def __init__(self, net, criterion, optim, epochs=15):
        self.net, self.criterion, self.optim, self.epochs = net, criterion, optim, epochs
        self.log = []

    def on_epoch_start(self, epoch):
        self.net.train()
        self.optim.zero_grad(set_to_none=True)
        self.running, self.seen = 0.0, 0

    def on_epoch_end(self, epoch):
        self.log.append(self.running / self.seen)
        print(f"[{epoch:02d}] train {self.log[-1]:.4f}")

    def process(self, batch):
        xb, yb = batch
        loss = self.criterion(self.net(xb), yb)
        loss.backward()
        self.optim.step()
        self.running += loss.item() * xb.size(0)
        self.seen += xb.size(0)

    def fit(self, loader):
        for epoch in range(self.epochs):
            self.on_epoch_start(epoch)
            for batch in loader:
                self.process(batch)
            self.on_epoch_end(epoch)
        return self


def main():
    torch.manual_seed(3)
    X, y = load_digits(return_X_y=True)
    Xtr, Xte, ytr, yte = train_test_split(X / 16.0, y, test_size=0.2, random_state=3, stratify=y)
    tr = TensorDataset(torch.tensor(Xtr, dtype=torch.float32), torch.tensor(ytr))
    loader = DataLoader(tr, batch_size=64, shuffle=True)
    net = nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 10))
    Trainer(net, nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), lr=0.02)).fit(loader)
    net.eval()
    with torch.no_grad():
        guess = net(torch.tensor(Xte, dtype=torch.float32)).argmax(1)
    print("test accuracy", (guess == torch.tensor(yte)).float().mean().item())


if __name__ == "__main__":
    main()
