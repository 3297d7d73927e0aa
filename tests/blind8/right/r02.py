import argparse
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Accumulator:
    def __init__(self, optimizer, every, n_batches):
        self.optimizer, self.every, self.n = optimizer, every, n_batches

    def size_of_group(self, i):
        start = i - i % self.every
        return min(self.every, self.n - start)

    def backward(self, loss, i):
        (loss / self.size_of_group(i)).backward()
        if (i + 1) % self.every == 0 or i + 1 == self.n:
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)


def train(model, loader, optimizer, every):
    model.train()
    acc = Accumulator(optimizer, every, len(loader))
    criterion = nn.CrossEntropyLoss()
    optimizer.zero_grad(set_to_none=True)
    total = 0.0
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y)
        acc.backward(loss, i)
        total += loss.detach() * len(y)
    return (total / len(loader.dataset)).item()


@torch.inference_mode()
def accuracy(model, loader):
    model.eval()
    return sum((model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--accumulate', type=int, default=4)
    p.add_argument('--epochs', type=int, default=8)
    p.add_argument('--lr', type=float, default=0.2)
    a = p.parse_args()
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    tr_x, te_x, tr_y, te_y = train_test_split(X / 16.0, y, random_state=0)
    f = lambda x, y: TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y))
    tr, te = DataLoader(f(tr_x, tr_y), 16, shuffle=True), DataLoader(f(te_x, te_y), 128)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    opt = torch.optim.SGD(model.parameters(), lr=a.lr, momentum=0.9)
    for e in range(a.epochs):
        print(e, round(train(model, tr, opt, a.accumulate), 4))
    print('test', accuracy(model, te))


if __name__ == '__main__':
    main()
