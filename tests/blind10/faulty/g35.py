import torch
import torch.nn as nn
import torch.optim as optim
from sklearn.datasets import make_regression
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

# hyper-parameters
BATCH_SIZE = 1
LEARNING_RATE = 0.03
MOMENTUM = 0.0
EPOCHS = 8
HIDDEN = 16

torch.manual_seed(22)
X, y = make_regression(n_samples=2000, n_features=25, n_informative=12, noise=170.0, random_state=22)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=22)
y_mean, y_std = y_train.mean(), y_train.std()
y_train, y_test = (y_train - y_mean) / y_std, (y_test - y_mean) / y_std


def loader(a, b, batch_size, shuffle):
    ds = TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b, dtype=torch.float32).view(-1, 1))
    return DataLoader(ds, batch_size=batch_size, shuffle=shuffle)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(25, HIDDEN)
        self.l2 = nn.Linear(HIDDEN, HIDDEN)
        self.l3 = nn.Linear(HIDDEN, 1)

    def forward(self, x):
        x = torch.tanh(self.l1(x))
        x = torch.tanh(self.l2(x))
        return self.l3(x)


train_loader = loader(X_train, y_train, BATCH_SIZE, True)
test_loader = loader(X_test, y_test, 250, False)
net = Net()
criterion = nn.MSELoss()
optimizer = optim.SGD(net.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)

for epoch in range(EPOCHS):
    net.train()
    running = 0.0
    for inputs, targets in train_loader:
        optimizer.zero_grad()
        loss = criterion(net(inputs), targets)
        loss.backward()
        optimizer.step()
        running += loss.item() * inputs.size(0)
    net.eval()
    with torch.no_grad():
        test_mse = sum(criterion(net(a), b).item() * len(b) for a, b in test_loader) / len(y_test)
    print(f"epoch {epoch + 1:2d}/{EPOCHS}  train {running / len(y_train):.4f}  test {test_mse:.4f}")
