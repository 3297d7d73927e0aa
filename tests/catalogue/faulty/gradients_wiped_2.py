import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Regressor(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, hidden), nn.Tanh(), nn.Linear(hidden, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.loss_fn = nn.MSELoss()
        self.opt = torch.optim.Adam(model.parameters(), lr=lr)

    def train_step(self, x, y):
        pred = self.model(x)
        loss = self.loss_fn(pred, y)
        loss.backward()
        self.model.zero_grad()
        self.opt.step()
        return loss.item()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--lr", type=float, default=1e-2)
    parser.add_argument("--hidden", type=int, default=32)
    args = parser.parse_args()

    torch.manual_seed(0)
    x = torch.randn(512, 3)
    y = x[:, 0] - 0.5 * x[:, 1] * x[:, 2]
    loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
    trainer = Trainer(Regressor(args.hidden), args.lr)
    for epoch in range(args.epochs):
        losses = [trainer.train_step(xb, yb) for xb, yb in loader]
        print(epoch, sum(losses) / len(losses))


if __name__ == "__main__":
    main()
