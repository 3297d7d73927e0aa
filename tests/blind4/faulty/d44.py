import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits

# 깊은 오토인코더
torch.manual_seed(0)
크기 = [64, 56, 48, 40, 32, 16, 32, 40, 48, 56, 64]


class 깊은오토인코더(nn.Module):
    def __init__(self):
        super().__init__()
        층 = []
        for a, b in zip(크기[:-1], 크기[1:]):
            층 += [nn.Linear(a, b), nn.Sigmoid()]
        self.인코더 = nn.Sequential(*층[:10])
        self.디코더 = nn.Sequential(*층[10:])

    def forward(self, x):
        return self.디코더(self.인코더(x))


x = torch.tensor(load_digits().data, dtype=torch.float32) / 16
x = x[torch.randperm(len(x))]
train, test = x[:1400], x[1400:]
loader = DataLoader(TensorDataset(train), batch_size=50, shuffle=True)
model = 깊은오토인코더()
opt = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
mse = nn.MSELoss()
print("평균 그림의 오차", mse(train.mean(0).expand_as(test), test).item())
for epoch in range(12):
    model.train()
    합 = 0.0
    for (b,) in loader:
        opt.zero_grad()
        loss = mse(model(b), b)
        loss.backward()
        opt.step()
        합 += loss.item() * len(b)
    if epoch % 3 == 2:
        model.eval()
        with torch.no_grad():
            t = mse(model(test), test).item()
        처음, 끝 = model.인코더[0].weight.grad.norm(), model.디코더[-2].weight.grad.norm()
        print(f"{epoch + 1} 학습 {합 / 1400:.4f} 시험 {t:.4f} 기울기 {처음:.1e} {끝:.1e}")
