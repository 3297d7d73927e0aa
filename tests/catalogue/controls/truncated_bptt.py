import torch
import torch.nn as nn


class SignalModel(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x, state):
        out, state = self.lstm(x, state)
        return self.fc(out), state


torch.manual_seed(0)
t = torch.arange(0, 1001) * 0.1
signal = (torch.sin(t) + 0.5 * torch.sin(0.31 * t)).view(1, -1, 1)
chunk = 50

model = SignalModel()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(6):
    state = None
    total = 0.0
    for start in range(0, 1000, chunk):
        x = signal[:, start:start + chunk]
        y = signal[:, start + 1:start + chunk + 1]
        out, state = model(x, state)
        # 이전 조각의 그래프를 끊는다
        state = tuple(s.detach() for s in state)
        loss = criterion(out, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(f"에폭 {epoch}: {total / 20:.4f}")
