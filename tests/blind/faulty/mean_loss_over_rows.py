import torch
import torch.nn as nn
from sklearn.datasets import make_regression
from torch.utils.data import DataLoader, Dataset


class Housing(Dataset):
    def __init__(self, split):
        X, y = make_regression(n_samples=640, n_features=9, noise=10.0, random_state=5)
        y = (y - y[:512].mean()) / y[:512].std()
        rows = slice(0, 512) if split == "train" else slice(512, 640)
        self.X = torch.tensor(X[rows], dtype=torch.float32)
        self.y = torch.tensor(y[rows], dtype=torch.float32).unsqueeze(1)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


class History(dict):
    def add(self, **kw):
        for k, v in kw.items():
            self.setdefault(k, []).append(v)


def epoch(model, loader, criterion, optimizer=None):
    train = optimizer is not None
    model.train(train)
    epoch_loss = 0.0
    with torch.set_grad_enabled(train):
        for x, y in loader:
            loss = criterion(model(x), y)
            if train:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            epoch_loss += loss.item()
    return epoch_loss / len(loader.dataset)


torch.manual_seed(0)
train_loader = DataLoader(Housing("train"), batch_size=32, shuffle=True)
val_loader = DataLoader(Housing("val"), batch_size=32)
model = nn.Sequential(nn.Linear(9, 32), nn.ReLU(), nn.Linear(32, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
criterion = nn.MSELoss()
history = History()
for e in range(4):
    history.add(train=epoch(model, train_loader, criterion, optimizer), val=epoch(model, val_loader, criterion))
    print(f"epoch {e}  train mse {history['train'][-1]:.5f}  val mse {history['val'][-1]:.5f}")
