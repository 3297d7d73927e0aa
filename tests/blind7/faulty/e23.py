import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

CONFIG = {
    "layers": [64, 64, 10],
    "hidden_activation": "gelu",
    "output_activation": "softmax",
    "loss": "cross_entropy",
    "optimizer": ("adam", {"lr": 1e-3}),
    "epochs": 15,
}

ACTIVATIONS = {
    "relu": lambda: nn.ReLU(),
    "gelu": lambda: nn.GELU(),
    "softmax": lambda: nn.Softmax(dim=1),
    "linear": lambda: nn.Identity(),
}
LOSSES = {"cross_entropy": nn.CrossEntropyLoss, "mse": nn.MSELoss}
OPTIMIZERS = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}


def build_model(cfg):
    dims = cfg["layers"]
    seq = []
    for i in range(len(dims) - 2):
        seq += [nn.Linear(dims[i], dims[i + 1]), ACTIVATIONS[cfg["hidden_activation"]]()]
    seq.append(nn.Linear(dims[-2], dims[-1]))
    seq.append(ACTIVATIONS[cfg["output_activation"]]())
    return nn.Sequential(*seq)


def main(cfg):
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X = torch.tensor(X, dtype=torch.float32) / 16
    y = torch.tensor(y)
    tr, te = train_test_split(torch.arange(len(y)), test_size=0.2, random_state=0)
    loader = DataLoader(TensorDataset(X[tr], y[tr]), batch_size=64, shuffle=True)
    model = build_model(cfg)
    loss_fn = LOSSES[cfg["loss"]]()
    name, kw = cfg["optimizer"]
    opt = OPTIMIZERS[name](model.parameters(), **kw)
    for epoch in range(cfg["epochs"]):
        tot = 0.0
        for xb, yb in loader:
            opt.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            opt.step()
            tot += loss.item() * len(yb)
        print(epoch, round(tot / len(tr), 4))
    with torch.no_grad():
        print("acc", (model(X[te]).argmax(1) == y[te]).float().mean().item())


main(CONFIG)
