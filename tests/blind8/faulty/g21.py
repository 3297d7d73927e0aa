import torch
from torch import nn


class ScheduledOptim:
    """Noam-like wrapper for learning rate scheduling."""

    def __init__(self, optimizer, d_model, warmup, scale=1.0):
        self._optimizer, self.d_model, self.warmup, self.scale = optimizer, d_model, warmup, scale
        self.n_steps = 0

    def zero_grad(self):
        self._optimizer.zero_grad()

    def _update_learning_rate(self):
        self.n_steps += 1
        lr = self.scale * self.d_model ** -0.5 * min(self.n_steps ** -0.5, self.n_steps * self.warmup ** -1.5)
        for g in self._optimizer.param_groups:
            g['lr'] = lr

    def step_and_update_lr(self):
        self._update_learning_rate()
        self.zero_grad()
        self._optimizer.step()


class Summer(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.emb = nn.Embedding(10, d)
        self.gru = nn.GRU(d, d, batch_first=True)
        self.out = nn.Linear(d, 10)

    def forward(self, x):
        return self.out(self.gru(self.emb(x))[0][:, -1])


def batch(n=64):
    x = torch.randint(0, 10, (n, 3))
    return x, (x[:, 0] + x[:, 2]) % 10


def main():
    torch.manual_seed(0)
    model = Summer()
    opt = ScheduledOptim(torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9), 32, 100, 0.5)
    crit = nn.CrossEntropyLoss()
    for it in range(1, 401):
        model.train()
        x, y = batch()
        loss = crit(model(x), y)
        loss.backward()
        opt.step_and_update_lr()
        if it % 80 == 0:
            model.eval()
            with torch.no_grad():
                x, y = batch(500)
                print(it, f'loss {loss.item():.4f} acc {(model(x).argmax(1) == y).float().mean().item():.3f}')


if __name__ == '__main__':
    main()
