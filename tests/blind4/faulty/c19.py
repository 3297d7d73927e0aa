import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

# 온도(temperature)를 쓰는 분류기
torch.manual_seed(1)
digits = load_digits()
a, b, ya, yb = train_test_split(digits.data / 16, digits.target, test_size=0.25, random_state=1, stratify=digits.target)
train_dl = DataLoader(TensorDataset(torch.tensor(a).float(), torch.tensor(ya)), batch_size=50, shuffle=True)
test_dl = DataLoader(TensorDataset(torch.tensor(b).float(), torch.tensor(yb)), batch_size=50)


class 온도분류기(nn.Module):
    def __init__(self, 은닉=64, 온도=1.5):
        super().__init__()
        self.몸통 = nn.Sequential(nn.Linear(64, 은닉), nn.ReLU())
        self.머리 = nn.Linear(은닉, 10)
        self.온도 = 온도

    def forward(self, x):
        점수 = self.머리(self.몸통(x)) / self.온도
        return F.log_softmax(점수, dim=0)


def 한에폭(모델, 로더, opt):
    모델.train()
    합, 개수 = 0.0, 0
    for x, y in 로더:
        opt.zero_grad()
        loss = F.nll_loss(모델(x), y)
        loss.backward()
        opt.step()
        합 += loss.item() * len(y)
        개수 += len(y)
    return 합 / 개수


모델 = 온도분류기()
opt = torch.optim.Adam(모델.parameters(), lr=2e-3)
for e in range(10):
    l = 한에폭(모델, train_dl, opt)
    모델.eval()
    with torch.no_grad():
        맞음 = sum((모델(x).argmax(1) == y).sum().item() for x, y in test_dl)
    print(f"에폭 {e + 1} 손실 {l:.4f} 정확도 {맞음 / len(yb):.3f}")
