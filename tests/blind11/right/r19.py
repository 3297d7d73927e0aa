"""교차검증: 폴드마다 모델을 새로 만든다."""
import numpy as np
import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from torch import nn


def 새모델(입력수):
    return nn.Sequential(nn.Linear(입력수, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 1))


def 한폴드(X, y, 학습색인, 검증색인, 에폭=40):
    정규화 = StandardScaler().fit(X[학습색인])
    Xt = torch.tensor(정규화.transform(X[학습색인]), dtype=torch.float32)
    Xv = torch.tensor(정규화.transform(X[검증색인]), dtype=torch.float32)
    yt = torch.tensor(y[학습색인], dtype=torch.float32).view(-1, 1)
    yv = torch.tensor(y[검증색인], dtype=torch.float32).view(-1, 1)

    모델 = 새모델(X.shape[1])
    손실함수 = nn.BCEWithLogitsLoss()
    옵티마이저 = torch.optim.Adam(모델.parameters(), lr=0.005)
    for _ in range(에폭):
        모델.train()
        for 묶음 in torch.randperm(len(Xt)).split(32):
            옵티마이저.zero_grad()
            손실 = 손실함수(모델(Xt[묶음]), yt[묶음])
            손실.backward()
            옵티마이저.step()

    모델.eval()
    with torch.no_grad():
        # 로짓 0 은 확률 0.5 와 같다
        예측 = (모델(Xv) > 0).float()
    return (예측 == yv).float().mean().item()


def main():
    torch.manual_seed(0)
    X, y = load_breast_cancer(return_X_y=True)
    접기 = StratifiedKFold(n_splits=5, shuffle=True, random_state=0)
    점수들 = []
    for i, (학습, 검증) in enumerate(접기.split(X, y), 1):
        점수 = 한폴드(X, y, 학습, 검증)
        점수들.append(점수)
        print(f"폴드 {i}: {점수:.4f}")
    print(f"평균 {np.mean(점수들):.4f} ± {np.std(점수들):.4f}")


if __name__ == "__main__":
    main()
