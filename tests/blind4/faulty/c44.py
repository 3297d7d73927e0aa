import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_blobs


class Callback:
    def on_epoch_end(self, trainer, epoch, logs):
        pass


class PrintCallback(Callback):
    def on_epoch_end(self, trainer, epoch, logs):
        print(f"epoch {epoch + 1:2d} " + " ".join(f"{k}={v:.4f}" for k, v in logs.items()))


class Trainer:
    def __init__(self, model, optimizer, criterion, callbacks=()):
        self.model = model
        self.optimizer = optimizer
        self.criterion = criterion
        self.callbacks = list(callbacks)

    def _update(self, loss):
        loss.backward()
        self.model.zero_grad()
        self.optimizer.step()

    def _train(self, loader):
        self.model.train()
        total, n = 0.0, 0
        for inputs, targets in loader:
            loss = self.criterion(self.model(inputs), targets)
            self._update(loss)
            total += loss.item() * targets.size(0)
            n += targets.size(0)
        return total / n

    def _valid(self, loader):
        self.model.eval()
        hits, n = 0, 0
        with torch.no_grad():
            for inputs, targets in loader:
                hits += self.model(inputs).argmax(dim=1).eq(targets).sum().item()
                n += targets.size(0)
        return hits / n

    def fit(self, train, valid, epochs):
        for epoch in range(epochs):
            logs = {"loss": self._train(train), "acc": self._valid(valid)}
            for cb in self.callbacks:
                cb.on_epoch_end(self, epoch, logs)


if __name__ == "__main__":
    torch.manual_seed(0)
    x, y = make_blobs(800, centers=4, n_features=5, cluster_std=2.0, random_state=0)
    x, y = torch.tensor(x).float(), torch.tensor(y)
    x = (x - x[:600].mean(0)) / x[:600].std(0)
    net = nn.Sequential(nn.Linear(5, 32), nn.ReLU(), nn.Linear(32, 4))
    t = Trainer(net, torch.optim.Adam(net.parameters(), lr=1e-2), nn.CrossEntropyLoss(), [PrintCallback()])
    t.fit(DataLoader(TensorDataset(x[:600], y[:600]), 30, shuffle=True), DataLoader(TensorDataset(x[600:], y[600:]), 100), 6)
