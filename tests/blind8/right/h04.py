import torch
from torch import nn


class Memory(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.lstm = nn.LSTM(2, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)
        with torch.no_grad():
            self.lstm.bias_ih_l0[hidden:2 * hidden].fill_(2.0)      # remember at first

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1])


def adding(n, T=20):
    v, m = torch.rand(n, T), torch.zeros(n, T)
    m[torch.arange(n), torch.randint(0, T // 2, (n,))] = 1
    m[torch.arange(n), torch.randint(T // 2, T, (n,))] = 1
    return torch.stack([v, m], -1), (v * m).sum(1, keepdim=True)


def main():
    torch.manual_seed(0)
    model = Memory()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for step in range(1, 601):
        model.train()
        x, y = adding(50)
        loss = nn.functional.mse_loss(model(x), y)
        opt.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        opt.step()
        if step % 100 == 0:
            model.eval()
            with torch.no_grad():
                x, y = adding(500)
                print(step, f'norm {norm.item():.2f} loss {loss.item():.4f} test {nn.functional.mse_loss(model(x), y).item():.4f} constant {y.var().item():.4f}')


if __name__ == '__main__':
    main()
