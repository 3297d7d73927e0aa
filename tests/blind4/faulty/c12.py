from dataclasses import dataclass

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_


@dataclass
class Params:
    hidden: int = 48
    steps: int = 300
    batch: int = 32
    length: int = 20
    lr: float = 5e-3
    max_norm: float = 1.0


class Copier(nn.Module):
    """Sees eight-symbol sequences, has to say the first symbol at the end."""

    def __init__(self, hidden):
        super().__init__()
        self.emb = nn.Embedding(8, 16)
        self.lstm = nn.LSTM(16, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 8)

    def forward(self, ids):
        out, _ = self.lstm(self.emb(ids))
        return self.fc(out[:, -1])


def sample(p, length):
    ids = torch.randint(0, 8, (p.batch, length))
    return ids, ids[:, 0]


def main(p=Params()):
    torch.manual_seed(0)
    net = Copier(p.hidden)
    opt = torch.optim.Adam(net.parameters(), lr=p.lr)
    ce = nn.CrossEntropyLoss()
    running = 0.0
    for step in range(1, p.steps + 1):
        net.train()
        ids, target = sample(p, 6)
        opt.zero_grad()
        loss = ce(net(ids), target)
        clip_grad_norm_(net.parameters(), p.max_norm)
        loss.backward()
        opt.step()
        running = 0.95 * running + 0.05 * loss.item()
        if step % 100 == 0:
            print(f"step {step}: smoothed loss {running:.4f}")
    net.eval()
    with torch.no_grad():
        ids, target = sample(p, 6)
        print("accuracy", (net(ids).argmax(1) == target).float().mean().item())


if __name__ == "__main__":
    main()
