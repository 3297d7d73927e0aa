import torch
from torch import nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

CONFIG = {
    "model": {
        "layers": [64, 64, 10],
        "activation": "relu",
        "out_activation": "sigmoid",
    },
    "optim": {"name": "Adam", "lr": 3e-3},
    "train": {"epochs": 15, "batch_size": 64, "seed": 1},
}


def activation(name):
    return {"relu": nn.ReLU(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid(), "none": nn.Identity()}[name]


def build_model(layers, activation_name, out_name):
    net = nn.Sequential()
    last = len(layers) - 2
    for i, (a, b) in enumerate(zip(layers, layers[1:])):
        net.add_module(f"fc{i}", nn.Linear(a, b))
        net.add_module(f"act{i}", activation(out_name if i == last else activation_name))
    return net


def build_optim(params, name, **kw):
    return getattr(torch.optim, name)(params, **kw)


def get_data(batch_size):
    X, y = load_digits(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X / 16, y, test_size=0.2, random_state=1, stratify=y)
    ds = lambda a, b: TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b))
    return DataLoader(ds(X_tr, y_tr), batch_size, shuffle=True), DataLoader(ds(X_va, y_va), 256)


def main(cfg):
    torch.manual_seed(cfg["train"]["seed"])
    train_dl, val_dl = get_data(cfg["train"]["batch_size"])
    m = cfg["model"]
    model = build_model(m["layers"], m["activation"], m["out_activation"])
    opt = build_optim(model.parameters(), **cfg["optim"])
    criterion = nn.CrossEntropyLoss()
    for epoch in range(cfg["train"]["epochs"]):
        model.train()
        total = 0.0
        for x, y in train_dl:
            opt.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} loss {total / len(train_dl.dataset):.4f}")
    model.eval()
    with torch.no_grad():
        good = sum((model(x).argmax(1) == y).sum().item() for x, y in val_dl)
    print("val accuracy", good / len(val_dl.dataset))


if __name__ == "__main__":
    main(CONFIG)
