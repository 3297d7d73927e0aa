# 로지스틱 회귀를 다층으로 확장한 숫자 분류
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(13)
data = load_digits()
X_train, X_test, y_train, y_test = train_test_split(data.data / 16, data.target, test_size=0.2, random_state=13)
X_train, X_test = torch.FloatTensor(X_train), torch.FloatTensor(X_test)
y_train, y_test = torch.LongTensor(y_train), torch.LongTensor(y_test)
net = nn.Sequential(nn.Linear(64, 40), nn.ReLU(), nn.Linear(40, 10))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
ce = nn.CrossEntropyLoss()


def one_epoch(bs=64):
    order = torch.randperm(len(X_train))
    s = 0.0
    for i in range(0, len(order), bs):
        pick = order[i:i + bs]
        loss = ce(net(X_train[pick]), y_train[pick])
        loss.backward()
        opt.step()
        s += loss.item() * len(pick)
    return s / len(order)


for e in range(15):
    print(e, round(one_epoch(), 4))
with torch.no_grad():
    print("정확도", (net(X_test).argmax(1) == y_test).float().mean().item())
