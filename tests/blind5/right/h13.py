import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(7)
iris = load_iris()
x_train, x_test, y_train, y_test = train_test_split(iris.data, iris.target, test_size=0.3, random_state=7, stratify=iris.target)
scaler = StandardScaler().fit(x_train)
x_train = torch.tensor(scaler.transform(x_train), dtype=torch.float32)
x_test = torch.tensor(scaler.transform(x_test), dtype=torch.float32)
y_train, y_test = torch.tensor(y_train), torch.tensor(y_test)


class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 16)
        self.fc2 = nn.Linear(16, 3)

    def forward(self, x):
        x = torch.tanh(self.fc1(x))
        return F.log_softmax(self.fc2(x), dim=1)


net = IrisNet()
criterion = nn.NLLLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
loader = DataLoader(TensorDataset(x_train, y_train), batch_size=21, shuffle=True)

for epoch in range(60):
    net.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(net(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(yb)
    if (epoch + 1) % 10 == 0:
        net.eval()
        with torch.no_grad():
            logp = net(x_test)
            print(f'epoch {epoch + 1} loss {total / len(x_train):.4f} test nll {criterion(logp, y_test).item():.4f} '
                  f'acc {(logp.argmax(1) == y_test).float().mean().item():.3f} mean p {logp.exp().max(1).values.mean().item():.3f}')
