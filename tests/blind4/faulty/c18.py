import torch
import torch.nn.functional as F
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from torch import nn

# 원-핫 인코딩으로 붓꽃 분류
torch.manual_seed(5)
iris = load_iris()
x_train, x_test, t_train, t_test = train_test_split(iris.data, iris.target, test_size=0.3, random_state=5, stratify=iris.target)
평균, 표준편차 = x_train.mean(axis=0), x_train.std(axis=0)
x_train = torch.tensor((x_train - 평균) / 표준편차, dtype=torch.float32)
x_test = torch.tensor((x_test - 평균) / 표준편차, dtype=torch.float32)
y_train = F.one_hot(torch.tensor(t_train), num_classes=3)
y_test = F.one_hot(torch.tensor(t_test), num_classes=3)


class 붓꽃망(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 20)
        self.fc2 = nn.Linear(20, 3)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))


def 정확도(모델, x, y):
    모델.eval()
    with torch.no_grad():
        return (모델(x).argmax(1) == y.argmax(1)).float().mean().item()


모델 = 붓꽃망()
opt = torch.optim.Adam(모델.parameters(), lr=1e-2)
for epoch in range(30):
    모델.train()
    합 = 0.0
    for i in torch.randperm(len(x_train)).split(15):
        opt.zero_grad()
        out = 모델(x_train[i])
        loss = F.cross_entropy(out, y_train[i])
        loss.backward()
        opt.step()
        합 += loss.item() * len(i)
    if epoch % 10 == 9:
        print(f"에폭 {epoch + 1} 손실 {합 / len(x_train):.4f} 정확도 {정확도(모델, x_test, y_test):.3f}")
