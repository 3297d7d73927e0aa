"""One function for everything: `train(model, loader, None)` only measures."""
import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

loss_fn = nn.CrossEntropyLoss(reduction="sum")


def train(model, loader, optimizer):
    learn = optimizer is not None
    model.train(learn)
    total, hits, n = 0.0, 0, 0
    context = torch.enable_grad() if learn else torch.no_grad()
    with context:
        for x, y in loader:
            out = model(x)
            loss = loss_fn(out, y)
            if learn:
                optimizer.zero_grad()
                (loss / len(y)).backward()
                optimizer.step()
            total += loss.item()
            hits += (out.argmax(dim=1) == y).sum().item()
            n += len(y)
    return {"loss": total / n, "accuracy": hits / n}


def main():
    X, y = load_wine(return_X_y=True)
    Xr, Xte, yr, yte = train_test_split(X, y, test_size=0.2, stratify=y, random_state=1)
    Xtr, Xva, ytr, yva = train_test_split(Xr, yr, test_size=0.2, stratify=yr, random_state=1)
    sc = StandardScaler().fit(Xtr)
    mk = lambda u, v: TensorDataset(torch.tensor(sc.transform(u), dtype=torch.float32), torch.tensor(v))
    train_set, val_set, test_set = mk(Xtr, ytr), mk(Xva, yva), mk(Xte, yte)
    model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Dropout(0.3), nn.Linear(32, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    shuffled = DataLoader(train_set, batch_size=16, shuffle=True)
    for epoch in range(15):
        train(model, shuffled, optimizer)
        on_train = train(model, DataLoader(train_set, batch_size=64), None)
        on_val = train(model, DataLoader(val_set, batch_size=64), None)
        print(epoch, on_train, on_val)
    print("test", train(model, DataLoader(test_set, batch_size=64), None))


if __name__ == "__main__":
    main()
