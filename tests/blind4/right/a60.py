import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score

# 다중 레이블 분류: 레이블마다 독립적인 시그모이드 (손실 안에서 적용)
torch.manual_seed(40)
X, Y = make_multilabel_classification(n_samples=2000, n_features=24, n_classes=5, n_labels=2, random_state=40)
X = torch.tensor(X, dtype=torch.float32)
Y = torch.tensor(Y, dtype=torch.float32)
평균, 표준편차 = X[:1400].mean(0), X[:1400].std(0)
X = (X - 평균) / 표준편차
학습, 검증, 시험 = slice(0, 1400), slice(1400, 1700), slice(1700, 2000)
loader = DataLoader(TensorDataset(X[학습], Y[학습]), batch_size=50, shuffle=True)


class 다중레이블망(nn.Module):
    def __init__(self, 입력, 출력):
        super().__init__()
        self.망 = nn.Sequential(nn.Linear(입력, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 출력))

    def forward(self, x):
        return self.망(x)


model = 다중레이블망(24, 5)
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(12):
    model.train()
    합 = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        합 += loss.item() * len(xb)
    if epoch % 4 == 3:
        print(f"에폭 {epoch + 1} 손실 {합 / 1400:.4f}")

model.eval()
with torch.no_grad():
    val_logits, test_logits = model(X[검증]), model(X[시험])

# 검증 세트에서 레이블별 임계값 찾기 (로짓 기준)
후보 = torch.linspace(-1.5, 1.5, 13)
임계값 = torch.zeros(5)
for k in range(5):
    점수 = [f1_score(Y[검증][:, k].numpy(), (val_logits[:, k] > t).int().numpy()) for t in 후보]
    임계값[k] = 후보[int(torch.tensor(점수).argmax())]

진짜 = Y[시험].int().numpy()
print("임계값 0:", round(f1_score(진짜, (test_logits > 0).int().numpy(), average="macro"), 4))
print("맞춘 임계값:", round(f1_score(진짜, (test_logits > 임계값).int().numpy(), average="macro"), 4))
