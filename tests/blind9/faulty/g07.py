import torch
import torch.nn as nn
import torch.optim as optim
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split


class Trainer:
    def __init__(self, model, optimizer, scheduler, criterion):
        self.model = model
        self.optimizer = optimizer
        self.scheduler = scheduler
        self.criterion = criterion

    def _advance(self):
        for part in (self.optimizer, self.scheduler):
            part.step()

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            self.model.train()
            loss_sum, n = 0.0, 0
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)
                loss.backward()
                self._advance()
                loss_sum += loss.item() * x.size(0)
                n += x.size(0)
            print("epoch", epoch + 1, "train loss", round(loss_sum / n, 4))

    @torch.no_grad()
    def test(self, loader):
        self.model.eval()
        good = total = 0
        for x, y in loader:
            good += (self.model(x).argmax(1) == y).sum().item()
            total += y.numel()
        return good / total


def main():
    torch.manual_seed(21)
    data = load_digits()
    images = torch.tensor(data.images, dtype=torch.float32).unsqueeze(1) / 16
    full = TensorDataset(images, torch.tensor(data.target))
    train, test = random_split(full, [1400, 397], generator=torch.Generator().manual_seed(0))
    net = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.Flatten(),
        nn.Linear(256, 10),
    )
    opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    # shrink a little after each epoch
    sched = optim.lr_scheduler.ExponentialLR(opt, gamma=0.85)
    trainer = Trainer(net, opt, sched, nn.CrossEntropyLoss())
    trainer.fit(DataLoader(train, batch_size=32, shuffle=True), epochs=12)
    print("test accuracy", round(trainer.test(DataLoader(test, batch_size=128)), 4))


if __name__ == "__main__":
    main()
