import torch
import torch.nn as nn

torch.manual_seed(0)


def make_batch(n, length=20):
    x = torch.randn(n, length, 1)
    y = x.sum(dim=1)
    return x, y


class SumLSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 24, batch_first=True)
        self.fc = nn.Linear(24, 1)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1])


model = SumLSTM()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
loss_fn = nn.MSELoss()

for step in range(150):
    x, y = make_batch(32)
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
    if step % 30 == 0:
        print(step, round(loss.item(), 3))

x, y = make_batch(200)
with torch.no_grad():
    print("fresh data mse", loss_fn(model(x), y).item())
