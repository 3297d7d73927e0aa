import torch
from torch import nn

torch.manual_seed(0)


class OnlineRNN(nn.Module):
    """Reads one value per tick and predicts the next one."""

    def __init__(self, hidden=24):
        super().__init__()
        self.hidden = hidden
        self.cell = nn.RNNCell(1, hidden)
        self.readout = nn.Linear(hidden, 1)

    def start(self, batch):
        return torch.zeros(batch, self.hidden)

    def forward(self, x, h):
        h = self.cell(x, h)
        return self.readout(h), h


def waves(batch, ticks):
    t = torch.arange(ticks).float()
    phase = 6.28 * torch.rand(batch, 1)
    return torch.sin(0.25 * t + phase).unsqueeze(-1)


model = OnlineRNN()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
loss_fn = nn.MSELoss()
data = waves(16, 200)
WINDOW = 10

for epoch in range(5):
    model.train()
    h = model.start(16)
    total, loss, count = 0.0, 0.0, 0
    for t in range(data.size(1) - 1):
        pred, h = model(data[:, t], h)
        loss = loss + loss_fn(pred, data[:, t + 1])
        if (t + 1) % WINDOW == 0:
            optimizer.zero_grad()
            loss.backward(retain_graph=True)
            optimizer.step()
            total += loss.item()
            count += WINDOW
            loss = 0.0
    print(f"epoch {epoch + 1}: {total / count:.4f}")

model.eval()
test = waves(4, 100)
with torch.no_grad():
    h, err = model.start(4), 0.0
    for t in range(99):
        pred, h = model(test[:, t], h)
        err += loss_fn(pred, test[:, t + 1]).item() / 99
print("test mse", round(err, 4))
