"""유방암 진단 - 조기 종료, 검증 세트로 모델 선택, 시험 세트는 마지막에 한 번만"""
import copy
import logging
import sys

import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format='%(message)s')
기록 = logging.getLogger('암진단')


class 진단모델(nn.Module):
    def __init__(self, 입력수):
        super().__init__()
        self.층 = nn.Sequential(nn.Linear(입력수, 32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, 2))

    def forward(self, x):
        return torch.log_softmax(self.층(x), dim=1)


def 한_에폭(모델, 로더, 손실함수, 옵티마이저=None):
    학습중 = 옵티마이저 is not None
    모델.train(학습중)
    합, 맞음 = 0.0, 0
    with torch.set_grad_enabled(학습중):
        for x, y in 로더:
            출력 = 모델(x)
            손실 = 손실함수(출력, y)
            if 학습중:
                옵티마이저.zero_grad()
                손실.backward()
                옵티마이저.step()
            합 += 손실.item() * len(y)
            맞음 += (출력.argmax(1) == y).sum().item()
    return 합 / len(로더.dataset), 맞음 / len(로더.dataset)


def 로더_만들기(seed, batch=32):
    X, y = load_breast_cancer(return_X_y=True)
    X_r, X_te, y_r, y_te = train_test_split(X, y, test_size=0.2, random_state=seed, stratify=y)
    X_tr, X_va, y_tr, y_va = train_test_split(X_r, y_r, test_size=0.25, random_state=seed, stratify=y_r)
    s = StandardScaler().fit(X_tr)
    세트 = [TensorDataset(torch.tensor(s.transform(a), dtype=torch.float32), torch.tensor(b))
          for a, b in ((X_tr, y_tr), (X_va, y_va), (X_te, y_te))]
    return [DataLoader(d, batch_size=batch, shuffle=(i == 0)) for i, d in enumerate(세트)]


def main(인내=8, 최대=80):
    torch.manual_seed(16)
    학습, 검증, 시험 = 로더_만들기(16)
    모델 = 진단모델(30)
    손실함수 = nn.NLLLoss()
    옵티마이저 = torch.optim.Adam(모델.parameters(), lr=1e-3)
    최선, 기다림, 최선가중치 = float('inf'), 0, None
    for 에폭 in range(1, 최대 + 1):
        학습손실, _ = 한_에폭(모델, 학습, 손실함수, 옵티마이저)
        검증손실, 검증정확도 = 한_에폭(모델, 검증, 손실함수)
        if 에폭 % 10 == 0:
            기록.info('에폭 %d 학습 %.4f 검증 %.4f (%.3f)', 에폭, 학습손실, 검증손실, 검증정확도)
        if 검증손실 < 최선 - 1e-4:
            최선, 기다림 = 검증손실, 0
            최선가중치 = copy.deepcopy(모델.state_dict())
        else:
            기다림 += 1
            if 기다림 >= 인내:
                기록.info('에폭 %d 에서 조기 종료', 에폭)
                break
    모델.load_state_dict(최선가중치)
    기록.info('시험 손실 %.4f 정확도 %.4f', *한_에폭(모델, 시험, 손실함수))


if __name__ == '__main__':
    main()
