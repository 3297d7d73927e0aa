"""Which of three machines made this vibration? (LSTM over short windows)"""
import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

PARAMS = {
    "lstm": dict(input_size=2, hidden_size=24, num_layers=1),
    "train": dict(lr=5e-3, epochs=10, batch=40),
}


def windows(n, gen, length=30):
    kind = torch.randint(0, 3, (n,), generator=gen)
    t = torch.arange(length).float()
    freq = torch.tensor([0.25, 0.45, 0.7])[kind][:, None]
    phase = torch.rand(n, 1, generator=gen) * 2 * math.pi
    a = torch.sin(freq * t + phase)
    b = torch.cos(2 * freq * t + phase)
    x = torch.stack([a, b], -1) + 0.4 * torch.randn(n, length, 2, generator=gen)
    return x, kind


class Detector(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.rnn = nn.LSTM(**options)
        self.fc = nn.Linear(options["hidden_size"], 3)

    def forward(self, x):
        out, _ = self.rnn(x)
        return self.fc(out[:, -1])


def main():
    torch.manual_seed(0)
    gen = torch.Generator().manual_seed(0)
    train = TensorDataset(*windows(1200, gen))
    xv, yv = windows(400, gen)
    p = PARAMS["train"]
    loader = DataLoader(train, p["batch"], shuffle=True)
    net = Detector(PARAMS["lstm"])
    opt = torch.optim.Adam(net.parameters(), lr=p["lr"])
    ce = nn.CrossEntropyLoss()
    for epoch in range(p["epochs"]):
        net.train()
        tot = 0.0
        for x, y in loader:
            opt.zero_grad()
            loss = ce(net(x), y)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            tot += loss.item() * len(y)
        net.eval()
        with torch.no_grad():
            acc = (net(xv).argmax(1) == yv).float().mean().item()
        print(f"epoch {epoch + 1:2d} loss {tot / 1200:.3f} accuracy {acc:.3f}")


main()
