"""The adding problem."""
import torch
from torch import nn


class ReluRNN(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.rnn = nn.RNN(2, hidden, nonlinearity='relu', batch_first=True)
        self.fc = nn.Linear(hidden, 1)
        self._reset()

    def _reset(self):
        for name, p in self.rnn.named_parameters():
            if 'weight_hh' in name:
                nn.init.normal_(p, std=0.35)
            elif 'weight_ih' in name:
                nn.init.xavier_uniform_(p)
            else:
                nn.init.zeros_(p)

    def forward(self, x):
        h, _ = self.rnn(x)
        return self.fc(h[:, -1])


def adding(n, T=60):
    v = torch.rand(n, T)
    m = torch.zeros(n, T)
    m[torch.arange(n), torch.randint(0, T // 2, (n,))] = 1
    m[torch.arange(n), torch.randint(T // 2, T, (n,))] = 1
    return torch.stack([v, m], -1), (v * m).sum(1, keepdim=True)


def validate(model):
    model.eval()
    with torch.no_grad():
        x, y = adding(500)
        return nn.functional.mse_loss(model(x), y).item()


def main():
    torch.manual_seed(0)
    model = ReluRNN()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for step in range(1, 201):
        model.train()
        x, y = adding(64)
        opt.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        opt.step()
        if step % 40 == 0 or step == 1:
            print(step, f'loss {loss.item():.4g} val {validate(model):.4g}')


if __name__ == '__main__':
    main()
