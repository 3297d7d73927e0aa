import torch
from torch import nn

# 긴 사인파를 조각내서 학습하는 LSTM (Truncated BPTT)
torch.manual_seed(0)


def 신호(길이, 위상):
    t = torch.arange(길이 + 1).float()
    return torch.sin(0.2 * t + 위상) * torch.cos(0.05 * t)


class 예측기(nn.Module):
    def __init__(self, 은닉=32):
        super().__init__()
        self.lstm = nn.LSTM(1, 은닉, batch_first=True)
        self.fc = nn.Linear(은닉, 1)

    def forward(self, x, state=None):
        out, state = self.lstm(x, state)
        return self.fc(out), state


위상 = torch.rand(16) * 6
데이터 = torch.stack([신호(240, p) for p in 위상])            # (16, 241)
x_all, y_all = 데이터[:, :-1, None], 데이터[:, 1:, None]
테스트 = torch.stack([신호(240, p) for p in torch.rand(4) * 6])

model = 예측기()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
criterion = nn.MSELoss()
CHUNK = 40

for epoch in range(25):
    model.train()
    state = None
    합, 조각 = 0.0, 0
    for s in range(0, x_all.size(1), CHUNK):
        x, y = x_all[:, s:s + CHUNK], y_all[:, s:s + CHUNK]
        if state is not None:
            state = tuple(h.detach() for h in state)
        pred, state = model(x, state)
        loss = criterion(pred, y)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        합 += loss.item()
        조각 += 1
    if epoch % 5 == 4:
        print(f"에폭 {epoch + 1} 손실 {합 / 조각:.5f}")

model.eval()
with torch.no_grad():
    pred, _ = model(테스트[:, :-1, None])
    print("테스트 MSE", criterion(pred, 테스트[:, 1:, None]).item())
