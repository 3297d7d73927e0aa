import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

# 희소 오토인코더 (L1 벌점은 활성값에)
torch.manual_seed(0)


class 희소오토인코더(nn.Module):
    def __init__(self, 코드=128):
        super().__init__()
        self.enc = nn.Linear(64, 코드)
        self.dec = nn.Linear(코드, 64)

    def forward(self, x):
        code = F.relu(self.enc(x))
        return self.dec(code), code


x = torch.tensor(load_digits().data, dtype=torch.float32) / 16
x = x[torch.randperm(len(x))]
train, test = x[:1400], x[1400:]
net = 희소오토인코더()
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
세기 = 2e-4
for epoch in range(20):
    net.train()
    합 = 0.0
    for idx in torch.randperm(1400).split(50):
        out, code = net(train[idx])
        loss = F.mse_loss(out, train[idx]) + 세기 * code.abs().sum(1).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        합 += loss.item() * len(idx)
    if epoch % 5 == 4:
        net.eval()
        with torch.no_grad():
            out, code = net(test)
        print(f"에폭 {epoch + 1} 손실 {합 / 1400:.4f} 복원 {F.mse_loss(out, test):.4f} 켜진 비율 {(code > 0).float().mean():.3f}")
