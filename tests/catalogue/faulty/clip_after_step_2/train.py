import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from engine import fit, score

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
# 학습 / 테스트 분리
X_train, X_test, y_train, y_test = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
train_data = TensorDataset(torch.tensor(X_train, dtype=torch.float32), torch.tensor(y_train))
test_data = TensorDataset(torch.tensor(X_test, dtype=torch.float32), torch.tensor(y_test))

net = nn.Sequential(nn.Linear(64, 80), nn.ReLU(), nn.Linear(80, 10))
fit(net, DataLoader(train_data, batch_size=64, shuffle=True),
    torch.optim.SGD(net.parameters(), lr=0.2), nn.CrossEntropyLoss(), epochs=6, clip=0.05)
print("테스트 정확도:", score(net, DataLoader(test_data, batch_size=360)))
