import torch
import torch.nn as nn

torch.manual_seed(0)

t = torch.arange(0, 400) * 0.1
series = torch.sin(t)
seq_len = 20


class SineRNN(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.rnn = nn.RNN(1, hidden, batch_first=True)
        self.out = nn.Linear(hidden, 1)

    def forward(self, x, h):
        y, h = self.rnn(x, h)
        return self.out(y), h


model = SineRNN()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(5):
    h = torch.zeros(1, 1, 16)
    total = 0.0
    for start in range(0, len(series) - seq_len - 1, seq_len):
        x = series[start:start + seq_len].view(1, seq_len, 1)
        y = series[start + 1:start + seq_len + 1].view(1, seq_len, 1)
        pred, h = model(x, h)
        loss = criterion(pred, y)
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        total += loss.item()
    print(epoch, total)
