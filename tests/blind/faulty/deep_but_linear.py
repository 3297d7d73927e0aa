# 비선형 데이터에 깊은 신경망 적용하기
import torch
import torch.nn as nn
import torch.optim as optim
from sklearn.datasets import make_circles
from sklearn.model_selection import train_test_split

torch.manual_seed(1)
device = 'cuda' if torch.cuda.is_available() else 'cpu'

X, Y = make_circles(n_samples=500, noise=0.08, factor=0.5, random_state=1)
X_train, X_test, Y_train, Y_test = train_test_split(X, Y, test_size=0.2, random_state=1)
X_train = torch.FloatTensor(X_train).to(device)
X_test = torch.FloatTensor(X_test).to(device)
Y_train = torch.FloatTensor(Y_train).unsqueeze(1).to(device)
Y_test = torch.FloatTensor(Y_test).unsqueeze(1).to(device)

model = nn.Sequential(
    nn.Linear(2, 10, bias=True),
    nn.Linear(10, 10, bias=True),
    nn.Linear(10, 10, bias=True),
    nn.Linear(10, 1, bias=True),
    nn.Sigmoid()
).to(device)

criterion = nn.BCELoss().to(device)
optimizer = optim.Adam(model.parameters(), lr=0.01)


def train(n_steps):
    for step in range(n_steps):
        model.train()
        optimizer.zero_grad()
        hypothesis = model(X_train)
        cost = criterion(hypothesis, Y_train)
        cost.backward()
        optimizer.step()
        # 100번째 에포크마다 비용을 출력
        if step % 100 == 0:
            print(step, cost.item())


def report():
    model.eval()
    with torch.no_grad():
        hypothesis = model(X_test)
        predicted = (hypothesis > 0.5).float()
        accuracy = (predicted == Y_test).float().mean()
        print('정확도(Accuracy): ', accuracy.item())


train(401)
report()
