import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(7)
STEPS = 60


def adding_problem(n, seed):
    """Two marked numbers in a sequence have to be added."""
    g = torch.Generator().manual_seed(seed)
    values = torch.rand(n, STEPS, generator=g)
    marks = torch.zeros(n, STEPS)
    first = torch.randint(0, STEPS // 2, (n,), generator=g)
    second = torch.randint(STEPS // 2, STEPS, (n,), generator=g)
    rows = torch.arange(n)
    marks[rows, first] = 1
    marks[rows, second] = 1
    return torch.stack([values, marks], dim=-1), (values * marks).sum(1, keepdim=True)


class PlainRNN(nn.Module):
    def __init__(self, hidden=40):
        super().__init__()
        self.rnn = nn.RNN(2, hidden, nonlinearity="relu", batch_first=True)
        self.head = nn.Linear(hidden, 1)
        nn.init.orthogonal_(self.rnn.weight_hh_l0, gain=1.5)

    def forward(self, x):
        out, _ = self.rnn(x)
        return self.head(out[:, -1])


train_dl = DataLoader(TensorDataset(*adding_problem(1000, 1)), batch_size=50, shuffle=True)
x_val, y_val = adding_problem(200, 2)
model = PlainRNN()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
mse = nn.MSELoss()

for epoch in range(4):
    model.train()
    total, norm = 0.0, 0.0
    for x, y in train_dl:
        opt.zero_grad()
        loss = mse(model(x), y)
        loss.backward()
        norm = max(norm, max(p.grad.norm().item() for p in model.parameters()))
        opt.step()
        total += loss.item() * len(x)
    model.eval()
    with torch.no_grad():
        val = mse(model(x_val), y_val).item()
    print(f"epoch {epoch + 1} train {total / 1000:.4g} val {val:.4g} largest gradient {norm:.3g}")
