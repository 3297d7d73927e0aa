import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Patience:
    def __init__(self, limit, mode="max"):
        self.limit = limit
        self.mode = mode
        self.best = 0.0
        self.waited = 0
        self.snapshot = None

    def better(self, value):
        return value > self.best if self.mode == "max" else value < self.best

    def __call__(self, value, model):
        if self.better(value):
            self.best = value
            self.waited = 0
            self.snapshot = {k: v.clone() for k, v in model.state_dict().items()}
        else:
            self.waited += 1
        return self.waited >= self.limit


def data():
    X, y = load_digits(return_X_y=True)
    X = X / 16
    rest_x, test_x, rest_y, test_y = train_test_split(X, y, test_size=0.2, random_state=9, stratify=y)
    tx, vx, ty, vy = train_test_split(rest_x, rest_y, test_size=0.2, random_state=9, stratify=rest_y)
    pack = lambda a, b: TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b))
    return pack(tx, ty), pack(vx, vy), pack(test_x, test_y)


def assess(model, part):
    model.eval()
    x, y = part.tensors
    with torch.no_grad():
        out = model(x)
        return nn.functional.cross_entropy(out, y).item(), (out.argmax(1) == y).float().mean().item()


torch.manual_seed(9)
train, valid, test = data()
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
opt = torch.optim.SGD(model.parameters(), lr=0.05)
stopper = Patience(limit=5, mode="min")
loader = DataLoader(train, batch_size=64, shuffle=True)

for epoch in range(60):
    model.train()
    for x, y in loader:
        opt.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        opt.step()
    loss, acc = assess(model, valid)
    print(f"epoch {epoch + 1} val loss {loss:.4f} acc {acc:.4f}")
    if stopper(loss, model):
        print("stopping")
        break

if stopper.snapshot is not None:
    model.load_state_dict(stopper.snapshot)
print("test accuracy", assess(model, test)[1])
