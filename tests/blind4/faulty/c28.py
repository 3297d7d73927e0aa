import math

import torch
from torch import nn


class Stateful(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.cell = nn.GRU(1, hidden, batch_first=True)
        self.read = nn.Linear(hidden, 1)

    def init_state(self, batch):
        return torch.zeros(1, batch, self.cell.hidden_size)

    def forward(self, x, h):
        out, h = self.cell(x, h)
        return self.read(out), h


def signal(batch, length):
    t = torch.arange(length + 1) * 0.15
    phase = 2 * math.pi * torch.rand(batch, 1)
    s = torch.sin(t + phase) + 0.3 * torch.sin(3.1 * t + phase)
    return s[:, :-1].unsqueeze(-1), s[:, 1:].unsqueeze(-1)


def train(model, x, y, epochs, chunk):
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    criterion = nn.MSELoss()
    for epoch in range(epochs):
        model.train()
        h = model.init_state(x.size(0))
        losses = []
        for a, b in zip(x.split(chunk, dim=1), y.split(chunk, dim=1)):
            pred, h = model(a, h)
            loss = criterion(pred, b)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: {sum(losses) / len(losses):.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    x, y = signal(16, 120)
    model = Stateful()
    train(model, x, y, epochs=10, chunk=30)
    xt, yt = signal(4, 120)
    model.eval()
    with torch.no_grad():
        pred, _ = model(xt, model.init_state(4))
        print("test", nn.functional.mse_loss(pred, yt).item())
