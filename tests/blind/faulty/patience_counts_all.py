import copy
import torch
import torch.nn as nn
from sklearn.datasets import make_regression
from torch.utils.data import DataLoader, TensorDataset


class EarlyStopping:
    def __init__(self, patience: int = 5, delta: float = 0.0):
        self.patience = patience
        self.delta = delta
        self.counter = 0
        self.best_score = None
        self.early_stop = False
        self.best_state = None

    def __call__(self, val_loss: float, model: nn.Module) -> None:
        if self.best_score is None or val_loss < self.best_score - self.delta:
            self.best_score = val_loss
            self.best_state = copy.deepcopy(model.state_dict())
        else:
            self.counter += 1
            print(f"   EarlyStopping counter: {self.counter} out of {self.patience}")
            if self.counter >= self.patience:
                self.early_stop = True


def mean_loss(model, loader, loss_fn):
    model.eval()
    with torch.no_grad():
        return sum(loss_fn(model(x), y).item() * len(y) for x, y in loader) / len(loader.dataset)


torch.manual_seed(0)
X, y = make_regression(n_samples=300, n_features=12, noise=15.0, random_state=0)
y = (y - y[:200].mean()) / y[:200].std()
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).unsqueeze(1)
train_loader = DataLoader(TensorDataset(X[:200], y[:200]), batch_size=10, shuffle=True)
val_loader = DataLoader(TensorDataset(X[200:], y[200:]), batch_size=50)
model = nn.Sequential(nn.Linear(12, 64), nn.ReLU(), nn.Linear(64, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9)
loss_fn = nn.MSELoss()
stopping = EarlyStopping(patience=5)
for epoch in range(40):
    model.train()
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
    val = mean_loss(model, val_loader, loss_fn)
    print(f"epoch {epoch} val {val:.4f}")
    stopping(val, model)
    if stopping.early_stop:
        print("Early stopping")
        break
model.load_state_dict(stopping.best_state)
