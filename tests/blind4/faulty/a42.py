import torch, torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_moons

# 초승달 데이터 이진 분류
torch.manual_seed(10)
X, y = make_moons(n_samples=1000, noise=0.2, random_state=10)
X = torch.tensor(X, dtype=torch.float32)
y = torch.tensor(y, dtype=torch.float32).view(-1, 1)
X_train, y_train, X_test, y_test = X[:800], y[:800], X[800:], y[800:]

loader = DataLoader(TensorDataset(X_train, y_train), batch_size=32, shuffle=True)


class 이진분류기(nn.Module):
    def __init__(self, 은닉=16):
        super(이진분류기, self).__init__()
        self.layer1 = nn.Linear(2, 은닉)
        self.layer2 = nn.Linear(은닉, 은닉)
        self.layer3 = nn.Linear(은닉, 1)

    def forward(self, x):
        x = torch.relu(self.layer1(x))
        x = torch.relu(self.layer2(x))
        return torch.sigmoid(self.layer3(x))


model = 이진분류기()
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
losses = []

for epoch in range(20):
    model.train()
    epoch_loss = 0
    for xb, yb in loader:
        pred = model(xb)
        loss = criterion(pred, yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        epoch_loss += loss * xb.size(0)
    losses.append(epoch_loss / len(loader.dataset))
    if epoch % 5 == 0:
        print('epoch', epoch, 'loss', losses[-1])

model.eval()
with torch.no_grad():
    pred = (model(X_test) >= 0.5).float()
    acc = (pred == y_test).float().mean().item()
print(f'테스트 정확도: {acc:.3f}')
