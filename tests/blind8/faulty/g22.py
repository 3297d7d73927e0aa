import torch
from torch import nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Hook:
    def after_batch(self, engine): ...
    def after_epoch(self, engine): ...


class LRSchedule(Hook):
    """Divide the rate by 2 every five epochs."""

    def __init__(self, optimizer):
        self.scheduler = StepLR(optimizer, step_size=5, gamma=0.5)

    def after_batch(self, engine):
        self.scheduler.step()


class Report(Hook):
    def after_epoch(self, engine):
        if engine.epoch % 4 == 3:
            print(f'epoch {engine.epoch + 1} loss {engine.mean_loss:.4f}')


class Engine:
    def __init__(self, model, opt, hooks):
        self.model, self.opt, self.hooks = model, opt, hooks

    def call(self, name):
        for h in self.hooks:
            getattr(h, name)(self)

    def run(self, loader, epochs):
        for self.epoch in range(epochs):
            self.model.train()
            total = 0.0
            for x, y in loader:
                self.opt.zero_grad()
                loss = nn.functional.cross_entropy(self.model(x), y)
                loss.backward()
                self.opt.step()
                total += loss.item() * len(y)
                self.call('after_batch')
            self.mean_loss = total / len(loader.dataset)
            self.call('after_epoch')


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), random_state=0)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    Engine(model, opt, [LRSchedule(opt), Report()]).run(DataLoader(TensorDataset(a, c), 32, shuffle=True), 16)
    model.eval()
    with torch.no_grad():
        print('test acc', (model(b).argmax(1) == d).float().mean().item(), 'lr', opt.param_groups[0]['lr'])


if __name__ == '__main__':
    main()
