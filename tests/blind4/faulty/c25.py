import torch
import torch.nn.functional as F
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler

# 당뇨병 데이터 회귀
torch.manual_seed(3)
X, y = load_diabetes(return_X_y=True)
학습수, 검증수 = 300, 70
sx = StandardScaler().fit(X[:학습수])
sy = StandardScaler().fit(y[:학습수, None])
X = torch.tensor(sx.transform(X), dtype=torch.float32)
y = torch.tensor(sy.transform(y[:, None]), dtype=torch.float32)
학습, 검증, 시험 = slice(0, 학습수), slice(학습수, 학습수 + 검증수), slice(학습수 + 검증수, None)


class 회귀모형(nn.Module):
    def __init__(self, 입력=10, 은닉=32):
        super().__init__()
        self.입력층 = nn.Linear(입력, 은닉)
        self.출력층 = nn.Linear(은닉, 1)
        self.드롭 = nn.Dropout(0.1)

    def forward(self, x):
        return self.출력층(self.드롭(F.relu(self.입력층(x))))


모형 = 회귀모형()
최적화 = torch.optim.Adam(모형.parameters(), lr=5e-3)
스케줄러 = ReduceLROnPlateau(최적화, factor=0.5, patience=4)

for 에폭 in range(20):
    모형.train()
    합 = 0.0
    for 번호 in torch.randperm(학습수).split(30):
        최적화.zero_grad()
        손실 = F.mse_loss(모형(X[번호]), y[번호])
        손실.backward()
        합 += 손실.item() * len(번호)
    모형.eval()
    with torch.no_grad():
        검증손실 = F.mse_loss(모형(X[검증]), y[검증]).item()
    스케줄러.step(검증손실)
    if 에폭 % 5 == 4:
        print(f"{에폭 + 1} 학습 {합 / 학습수:.4f} 검증 {검증손실:.4f}")

with torch.no_grad():
    print("시험 MSE", F.mse_loss(모형(X[시험]), y[시험]).item())
