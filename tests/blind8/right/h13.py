import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def data(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 12, generator=g)
    return TensorDataset(x, (x[:, 0].abs() + x[:, 1]).unsqueeze(1))


class Accumulating:
    def __init__(self, model, accumulate):
        self.model, self.k = model, accumulate
        self.opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
        self.count = 0

    def feed(self, x, y):
        loss = nn.functional.mse_loss(self.model(x), y)
        (loss / self.k).backward()
        self.count += 1
        if self.count % self.k == 0:
            self.opt.step()
            self.opt.zero_grad()
        return loss.item()


def main():
    torch.manual_seed(0)
    train, val = data(1600, 0), data(400, 1)
    trainer = Accumulating(nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 1)), 4)
    loader = DataLoader(train, 8, shuffle=True)
    for epoch in range(10):
        trainer.model.train()
        losses = [trainer.feed(x, y) for x, y in loader]
        if epoch % 2 == 1:
            trainer.model.eval()
            with torch.no_grad():
                x, y = val.tensors
                print(epoch + 1, f'train {sum(losses) / len(losses):.4f} val {nn.functional.mse_loss(trainer.model(x), y).item():.4f} variance {y.var().item():.3f}')


if __name__ == '__main__':
    main()
