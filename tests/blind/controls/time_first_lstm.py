"""Right: the data are (T, N, F), so nn.LSTM without batch_first is right and out[-1] is the last time step."""
import torch
import torch.nn as nn

torch.manual_seed(0)
T, N = 12, 64


def batch(n=N):
    freq = torch.randint(0, 2, (n,))
    t = torch.arange(T).float().unsqueeze(1)
    x = torch.sin((0.4 + 0.5 * freq) * t + torch.rand(n) * 6) + 0.1 * torch.randn(T, n)
    return x.unsqueeze(-1), freq


class SeqClassifier(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.lstm = nn.LSTM(input_size=1, hidden_size=hidden)
        self.fc = nn.Linear(hidden, 2)

    def forward(self, x):
        # x: (time, batch, features)
        out, (h_n, c_n) = self.lstm(x)
        return self.fc(out[-1])


model = SeqClassifier()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for step in range(80):
    model.train()
    x, y = batch()
    opt.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    opt.step()
    if step % 20 == 0:
        print(step, loss.item())
model.eval()
with torch.no_grad():
    x, y = batch(256)
    print("acc", (model(x).argmax(1) == y).float().mean().item())
