"""Copy-first-token task with an LSTM, gradient clipping on."""
from dataclasses import dataclass
import torch
import torch.nn as nn


@dataclass
class TrainConfig:
    lr: float = 0.02
    max_grad_norm: float = 0.5
    steps: int = 200
    batch: int = 64
    seq_len: int = 20


class Recall(nn.Module):
    def __init__(self, n_sym=6, hidden=32):
        super().__init__()
        self.emb = nn.Embedding(n_sym, 16)
        self.rnn = nn.LSTM(16, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, n_sym)

    def forward(self, x):
        _, (h, _) = self.rnn(self.emb(x))
        return self.fc(h[-1])


class Callbacks:
    def __init__(self, cfg):
        self.cfg = cfg

    def before_backward(self, model):
        if self.cfg.max_grad_norm:
            nn.utils.clip_grad_norm_(model.parameters(), self.cfg.max_grad_norm)

    def after_step(self, step, loss):
        if step % 50 == 0:
            print(f"step {step:4d} loss {loss:.4f}")


class Loop:
    def __init__(self, model, cfg):
        self.model, self.cfg = model, cfg
        self.cb = Callbacks(cfg)
        self.opt = torch.optim.SGD(model.parameters(), lr=cfg.lr, momentum=0.9)
        self.loss_fn = nn.CrossEntropyLoss()

    def make_batch(self):
        x = torch.randint(0, 6, (self.cfg.batch, self.cfg.seq_len))
        return x, x[:, -3]

    def run(self):
        self.model.train()
        for step in range(1, self.cfg.steps + 1):
            x, y = self.make_batch()
            self.opt.zero_grad()
            loss = self.loss_fn(self.model(x), y)
            self.cb.before_backward(self.model)
            loss.backward()
            self.opt.step()
            self.cb.after_step(step, loss.item())

    def test(self):
        self.model.eval()
        with torch.no_grad():
            x, y = self.make_batch()
            return (self.model(x).argmax(1) == y).float().mean().item()


if __name__ == "__main__":
    torch.manual_seed(0)
    loop = Loop(Recall(), TrainConfig())
    loop.run()
    print("accuracy", loop.test())
