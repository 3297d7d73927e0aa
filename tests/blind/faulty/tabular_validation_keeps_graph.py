import torch
import torch.nn as nn
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

SEED = 2024
torch.manual_seed(SEED)
np.random.seed(SEED)

CONFIG = dict(hidden=[64, 32], lr=3e-3, epochs=4, batch_size=34)


def load():
    data = load_diabetes()
    X_train, X_val, y_train, y_val = train_test_split(data.data, data.target, test_size=102, random_state=SEED)
    xs, ys = StandardScaler(), StandardScaler()
    X_train, X_val = xs.fit_transform(X_train), xs.transform(X_val)
    y_train = ys.fit_transform(y_train.reshape(-1, 1))
    y_val = ys.transform(y_val.reshape(-1, 1))
    f = lambda a: torch.as_tensor(a, dtype=torch.float32)
    return TensorDataset(f(X_train), f(y_train)), TensorDataset(f(X_val), f(y_val))


def make_mlp(sizes):
    layers = []
    for i, (a, b) in enumerate(zip(sizes[:-1], sizes[1:])):
        layers.append(nn.Linear(a, b))
        if i < len(sizes) - 2:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def train_one_epoch(model, loader, loss_fn, opt):
    model.train()
    running = 0.0
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
        running += loss.item()
    return running / len(loader)


def validate(model, loader, loss_fn):
    model.eval()
    total = 0
    for xb, yb in loader:
        total += loss_fn(model(xb), yb)
    return total / len(loader)


train_ds, val_ds = load()
train_dl = DataLoader(train_ds, CONFIG["batch_size"], shuffle=True)
val_dl = DataLoader(val_ds, CONFIG["batch_size"])
model = make_mlp([10] + CONFIG["hidden"] + [1])
opt = torch.optim.Adam(model.parameters(), lr=CONFIG["lr"])
loss_fn = nn.MSELoss()
history = {"train": [], "val": []}
for epoch in range(CONFIG["epochs"]):
    history["train"].append(train_one_epoch(model, train_dl, loss_fn, opt))
    history["val"].append(validate(model, val_dl, loss_fn))
    print(epoch, history["train"][-1], history["val"][-1])
