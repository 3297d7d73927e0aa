import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR
from torch.utils.data import DataLoader, TensorDataset

# 작은 배치로 학습하기
torch.manual_seed(6)
에폭수 = 15
X, y = load_wine(return_X_y=True)
a, b, ya, yb = train_test_split(X, y, test_size=0.3, random_state=6, stratify=y)
sc = StandardScaler().fit(a)
학습 = TensorDataset(torch.tensor(sc.transform(a), dtype=torch.float32), torch.tensor(ya))
시험 = TensorDataset(torch.tensor(sc.transform(b), dtype=torch.float32), torch.tensor(yb))
학습로더 = DataLoader(학습, batch_size=4, shuffle=True)
시험로더 = DataLoader(시험, batch_size=18)


class 와인망(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(13, 24)
        self.ln = nn.LayerNorm(24)
        self.fc2 = nn.Linear(24, 3)

    def forward(self, x):
        return self.fc2(torch.relu(self.ln(self.fc1(x))))


망 = 와인망()
최적화 = torch.optim.SGD(망.parameters(), lr=0.01)
스케줄 = CosineAnnealingLR(최적화, T_max=에폭수)
손실함수 = nn.CrossEntropyLoss()
for 에폭 in range(에폭수):
    망.train()
    합 = 0.0
    for x, t in 학습로더:
        최적화.zero_grad()
        손실 = 손실함수(망(x), t)
        손실.backward()
        최적화.step()
        합 += 손실.item() * len(t)
    스케줄.step()
    if 에폭 % 5 == 4:
        망.eval()
        with torch.no_grad():
            맞음 = sum((망(x).argmax(1) == t).sum().item() for x, t in 시험로더)
        print(f"에폭 {에폭 + 1} 손실 {합 / len(학습):.4f} 정확도 {맞음 / len(시험):.3f}")
