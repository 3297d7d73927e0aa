import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
BATCH = 64
N_TRAIN, N_VAL = 512, 130


def make_data():
    X, y = make_classification(N_TRAIN + N_VAL, 12, n_informative=5, flip_y=0.15, random_state=2)
    X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
    return TensorDataset(X[:N_TRAIN], y[:N_TRAIN]), TensorDataset(X[N_TRAIN:], y[N_TRAIN:])


def train_epoch(model, loader, opt, loss_fn):
    model.train()
    for x, y in loader:
        opt.zero_grad()
        loss_fn(model(x), y).backward()
        opt.step()


def evaluate(model, loader, loss_fn):
    model.eval()
    losses, accs = [], []
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            losses.append(loss_fn(out, y).item())
            accs.append((out.argmax(1) == y).float().mean().item())
    return sum(losses) / len(losses), sum(accs) / len(accs)


train_ds, val_ds = make_data()
train_loader = DataLoader(train_ds, batch_size=BATCH, shuffle=True)
val_loader = DataLoader(val_ds, batch_size=BATCH)
model = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 2))
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
loss_fn = nn.CrossEntropyLoss()
for epoch in range(4):
    train_epoch(model, train_loader, opt, loss_fn)
    loss, acc = evaluate(model, val_loader, loss_fn)
    with torch.no_grad():
        exact = (model(val_ds.tensors[0]).argmax(1) == val_ds.tensors[1]).float().mean().item()
    print(f"epoch {epoch}: val loss {loss:.4f} val acc {acc:.4f}  (all rows at once: {exact:.4f})")
