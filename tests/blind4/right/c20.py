import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

# 유방암 분류: 민감도(재현율)가 중요한 문제
torch.manual_seed(0)
데이터 = load_breast_cancer()
악성 = 1 - 데이터.target
X_tr, X_te, y_tr, y_te = train_test_split(데이터.data, 악성, test_size=0.3, stratify=악성, random_state=0)
스케일러 = StandardScaler()
X_tr = torch.tensor(스케일러.fit_transform(X_tr)).float()
X_te = torch.tensor(스케일러.transform(X_te)).float()
y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
로더 = DataLoader(TensorDataset(X_tr, y_tr), batch_size=32, shuffle=True)

모델 = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 2))
손실함수 = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 1.5]))
옵티마이저 = torch.optim.Adam(모델.parameters(), lr=2e-3)


def 평가(모델, X, y):
    모델.eval()
    with torch.no_grad():
        _, 예측 = torch.max(모델(X).data, 1)
    tn, fp, fn, tp = confusion_matrix(y, 예측).ravel()
    return (tp + tn) / len(y), tp / (tp + fn), tp / (tp + fp)


for 에폭 in range(1, 21):
    모델.train()
    누적 = 0.0
    for x, y in 로더:
        손실 = 손실함수(모델(x), y)
        손실.backward()
        옵티마이저.step()
        옵티마이저.zero_grad()
        누적 += 손실.item() * len(y)
    if 에폭 % 5 == 0:
        정확도, 재현율, 정밀도 = 평가(모델, X_te, y_te)
        print(f"{에폭:2d} 손실 {누적 / len(y_tr):.4f} 정확도 {정확도:.3f} 재현율 {재현율:.3f} 정밀도 {정밀도:.3f}")
