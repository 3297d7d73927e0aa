import torch
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(2)

X, y = load_diabetes(return_X_y=True)
X_tmp, X_test, y_tmp, y_test = train_test_split(X, y, test_size=0.2, random_state=2)
X_train, X_val, y_train, y_val = train_test_split(X_tmp, y_tmp, test_size=0.25, random_state=2)

sx = StandardScaler().fit(X_train)
sy = StandardScaler().fit(y_train.reshape(-1, 1))


def tensors(a, b):
    a = torch.tensor(sx.transform(a), dtype=torch.float32)
    b = torch.tensor(sy.transform(b.reshape(-1, 1)), dtype=torch.float32)
    return a, b


train_loader = DataLoader(TensorDataset(*tensors(X_train, y_train)), batch_size=32, shuffle=True)
xv, yv = tensors(X_val, y_val)
xt, yt = tensors(X_test, y_test)


class EarlyStopping:
    def __init__(self, patience=10):
        self.patience = patience
        self.best = float("inf")
        self.wait = 0
        self.best_state = None

    def step(self, value, model):
        if value < self.best:
            self.best = value
            self.wait = 0
            self.best_state = model.state_dict()
        else:
            self.wait += 1
        return self.wait >= self.patience


model = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
mse = nn.MSELoss()
stopper = EarlyStopping(patience=8)

for epoch in range(80):
    model.train()
    for xb, yb in train_loader:
        opt.zero_grad()
        mse(model(xb), yb).backward()
        opt.step()
    model.eval()
    with torch.no_grad():
        val = mse(model(xv), yv).item()
    if stopper.step(val, model):
        print("stopped after epoch", epoch + 1)
        break

model.load_state_dict(stopper.best_state)
model.eval()
with torch.no_grad():
    print(f"best val {stopper.best:.4f}  val now {mse(model(xv), yv).item():.4f}  test {mse(model(xt), yt).item():.4f}")
