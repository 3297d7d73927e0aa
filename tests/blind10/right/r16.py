import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset, default_collate

N_CLASSES = 10


class MixupCollate:
    def __init__(self, alpha=0.2, smoothing=0.05):
        self.alpha, self.smoothing = alpha, smoothing

    def __call__(self, batch):
        x, y = default_collate(batch)
        onehot = F.one_hot(y, N_CLASSES).float()
        onehot = onehot * (1 - self.smoothing) + self.smoothing / N_CLASSES
        lam = np.random.beta(self.alpha, self.alpha)
        perm = torch.randperm(x.size(0))
        return lam * x + (1 - lam) * x[perm], lam * onehot + (1 - lam) * onehot[perm]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 128)
        self.fc2 = nn.Linear(128, 128)
        self.fc3 = nn.Linear(128, N_CLASSES)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        x = self.drop(F.relu(self.fc1(x)))
        x = self.drop(F.relu(self.fc2(x)))
        return self.fc3(x)


def main():
    torch.manual_seed(12)
    np.random.seed(12)
    X, y = load_digits(return_X_y=True)
    X = torch.from_numpy(X).float() / 16.0
    y = torch.from_numpy(y)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=12, stratify=y)
    train_dl = DataLoader(TensorDataset(X_train, y_train), batch_size=64, shuffle=True, collate_fn=MixupCollate())
    test_dl = DataLoader(TensorDataset(X_test, y_test), batch_size=256)
    net = Net()
    criterion = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(12):
        net.train()
        running, n = 0.0, 0
        for x, t in train_dl:
            opt.zero_grad()
            loss = criterion(net(x), t)
            loss.backward()
            opt.step()
            running += loss.item() * x.size(0)
            n += x.size(0)
        if epoch % 4 == 3:
            print(f"epoch {epoch + 1} soft loss {running / n:.3f}")
    net.eval()
    correct = 0
    with torch.no_grad():
        for x, t in test_dl:
            _, pred = torch.max(net(x).data, 1)
            correct += (pred == t).sum().item()
    print(f"test accuracy {correct / len(y_test):.3f}")


if __name__ == "__main__":
    main()
