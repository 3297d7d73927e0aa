import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from engine import accuracy, build_optim, train_epoch

cfg = {"lr": 0.05, "epochs": 25, "drop_every": 10, "batch_size": 64, "hidden": 64, "seed": 13}


def main():
    torch.manual_seed(cfg["seed"])
    X, y = load_digits(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X / 16, y, test_size=0.25, random_state=cfg["seed"], stratify=y)
    ds = lambda a, b: TensorDataset(torch.tensor(a).float(), torch.tensor(b))
    train = DataLoader(ds(X_tr, y_tr), cfg["batch_size"], shuffle=True)
    val = DataLoader(ds(X_va, y_va), 256)
    model = nn.Sequential(nn.Linear(64, cfg["hidden"]), nn.ReLU(), nn.Linear(cfg["hidden"], 10))
    opt, sched = build_optim(model, cfg)
    for epoch in range(cfg["epochs"]):
        loss = train_epoch(model, train, opt, after_batch=sched.step)
        if epoch % 5 == 0:
            print(f"{epoch:3d} loss {loss:.4f} lr {opt.param_groups[0]['lr']:.2e}")
    print(f"val accuracy {accuracy(model, val):.4f}")


if __name__ == "__main__":
    main()
