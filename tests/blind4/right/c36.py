import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

# 삼중항 손실(triplet loss)로 임베딩 학습
torch.manual_seed(0)
d = load_digits()
x = torch.tensor(d.data, dtype=torch.float32) / 16
y = torch.tensor(d.target)
순서 = torch.randperm(len(y))
x, y = x[순서], y[순서]
x_train, y_train, x_test, y_test = x[:1300], y[:1300], x[1300:], y[1300:]
자리 = [torch.nonzero(y_train == k).flatten() for k in range(10)]


def 삼중항뽑기(n):
    앵커 = torch.randint(0, 1300, (n,))
    양성, 음성 = [], []
    for a in 앵커.tolist():
        k = int(y_train[a])
        다른 = (k + int(torch.randint(1, 10, (1,)))) % 10
        양성.append(자리[k][torch.randint(0, len(자리[k]), (1,))])
        음성.append(자리[다른][torch.randint(0, len(자리[다른]), (1,))])
    return 앵커, torch.cat(양성), torch.cat(음성)


class 임베딩(nn.Module):
    def __init__(self, 차원=8):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 차원))

    def forward(self, x):
        return nn.functional.normalize(self.f(x), dim=1)


net = 임베딩()
loss_fn = nn.TripletMarginLoss(margin=0.3)
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(8):
    net.train()
    합 = 0.0
    for _ in range(20):
        a, p, n = 삼중항뽑기(64)
        loss = loss_fn(net(x_train[a]), net(x_train[p]), net(x_train[n]))
        opt.zero_grad()
        loss.backward()
        opt.step()
        합 += loss.item()
    print(f"에폭 {epoch + 1} 손실 {합 / 20:.4f}")

net.eval()
with torch.no_grad():
    z_train, z_test = net(x_train).numpy(), net(x_test).numpy()
knn = KNeighborsClassifier(5).fit(z_train, y_train.numpy())
print("k-NN 정확도", round(knn.score(z_test, y_test.numpy()), 4))
