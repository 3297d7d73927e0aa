"""Predict the sum of a sequence with a ReLU RNN."""
import torch
from torch import nn

torch.manual_seed(2)
T = 40


def make_batch(n):
    x = torch.rand(n, T, 1) - 0.5
    return x, x.sum(dim=1)


class SumRNN(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.rnn = nn.RNN(1, hidden, nonlinearity='relu', batch_first=True)
        self.out = nn.Linear(hidden, 1)
        nn.init.normal_(self.rnn.weight_hh_l0, std=0.3)

    def forward(self, x):
        h, _ = self.rnn(x)
        return self.out(h[:, -1])


model = SumRNN()
opt = torch.optim.SGD(model.parameters(), lr=1e-4)
mse = nn.MSELoss()
val_x, val_y = make_batch(500)

for step in range(300):
    x, y = make_batch(64)
    loss = mse(model(x), y)
    opt.zero_grad()
    loss.backward()
    norm = torch.sqrt(sum((p.grad ** 2).sum() for p in model.parameters()))
    opt.step()
    if step < 4 or step % 30 == 0:
        print(f'step {step:4d} loss {loss.item():.4g} grad norm {norm.item():.4g}')

model.eval()
with torch.no_grad():
    print('val mse', mse(model(val_x), val_y).item(), 'variance', val_y.var().item())
