import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification
from sklearn.metrics import classification_report

# 불균형 데이터와 Focal Loss
torch.manual_seed(0)


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0, alpha=None):
        super().__init__()
        self.gamma = gamma
        self.register_buffer("alpha", alpha)

    def forward(self, logits, target):
        logp = F.log_softmax(logits, dim=1)
        logpt = logp.gather(1, target[:, None]).squeeze(1)
        pt = logpt.exp()
        loss = -((1 - pt) ** self.gamma) * logpt
        if self.alpha is not None:
            loss = self.alpha[target] * loss
        return loss.mean()


X, y = make_classification(3000, 12, n_informative=8, n_classes=3, weights=[0.8, 0.14, 0.06], class_sep=1.5, random_state=0)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
m, s = X[:2400].mean(0), X[:2400].std(0)
X = (X - m) / s
loader = DataLoader(TensorDataset(X[:2400], y[:2400]), batch_size=60, shuffle=True)
비율 = torch.bincount(y[:2400]).float()
가중치 = (비율.sum() / (3 * 비율)).sqrt()

model = nn.Sequential(nn.Linear(12, 48), nn.ReLU(), nn.Linear(48, 3))
criterion = FocalLoss(gamma=2.0, alpha=가중치)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(12):
    model.train()
    합 = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        합 += loss.item() * len(yb)
    if epoch % 4 == 3:
        print(f"에폭 {epoch + 1} 손실 {합 / 2400:.4f}")
model.eval()
with torch.no_grad():
    예측 = model(X[2400:]).argmax(1)
print(classification_report(y[2400:], 예측, digits=3))
