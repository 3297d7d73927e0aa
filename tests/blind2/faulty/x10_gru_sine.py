import math
import torch
from torch import nn


def make_series(n=1200):
    t = torch.arange(n, dtype=torch.float32)
    g = torch.Generator().manual_seed(0)
    return torch.sin(2 * math.pi * t / 25) + 0.5 * torch.sin(2 * math.pi * t / 60) + 0.05 * torch.randn(n, generator=g)


def windows(s, length=30):
    x = torch.stack([s[i:i + length] for i in range(len(s) - length)]).unsqueeze(-1)
    y = s[length:].unsqueeze(-1)
    return x, y


class Forecaster(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.rnn = nn.GRU(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        out, _ = self.rnn(x)
        return self.fc(out[:, -1])


class Loop:
    def __init__(self, model, lr=5e-2, max_norm=0.05):
        self.model, self.max_norm = model, max_norm
        self.opt = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
        self.loss_fn = nn.MSELoss()

    def on_before_update(self):
        pass

    def on_after_update(self):
        nn.utils.clip_grad_norm_(self.model.parameters(), self.max_norm)

    def train_step(self, x, y):
        self.opt.zero_grad()
        loss = self.loss_fn(self.model(x), y)
        loss.backward()
        self.on_before_update()
        before = [p.detach().clone() for p in self.model.parameters()]
        self.opt.step()
        self.on_after_update()
        self.moved = max(self.moved, max((p - b).abs().max().item() for p, b in zip(self.model.parameters(), before)))
        return loss.item()

    def fit(self, x, y, epochs=5, bs=32):
        self.moved = 0.0
        for e in range(epochs):
            self.model.train()
            tot = 0.0
            for idx in torch.randperm(len(x)).split(bs):
                tot += self.train_step(x[idx], y[idx]) * len(idx)
            print(f"epoch {e} mse {tot / len(x):.5f}")
        print(f"largest single move of a weight {self.moved:.4f}")


def main():
    torch.manual_seed(0)
    s = make_series()
    split = 900
    mean, std = s[:split].mean(), s[:split].std()
    s = (s - mean) / std
    x_tr, y_tr = windows(s[:split])
    x_te, y_te = windows(s[split:])
    model = Forecaster()
    Loop(model).fit(x_tr, y_tr)
    model.eval()
    with torch.no_grad():
        print("test mse", nn.functional.mse_loss(model(x_te), y_te).item())


if __name__ == "__main__":
    main()
