import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def load():
    X, y = load_breast_cancer(return_X_y=True)
    a, b, ya, yb = train_test_split(X, y, test_size=0.2, random_state=3, stratify=y)
    sc = StandardScaler().fit(a)
    f = lambda m: torch.tensor(m, dtype=torch.float32)
    return f(sc.transform(a)), f(sc.transform(b)), f(ya)[:, None], f(yb)[:, None]


def build():
    return nn.Sequential(
        nn.Linear(30, 20),
        nn.ReLU(),
        nn.Linear(20, 1),
        nn.Softmax(dim=1),
    )


def main():
    torch.manual_seed(3)
    X_train, X_test, y_train, y_test = load()
    model = build()
    loss_fn = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    loader = DataLoader(TensorDataset(X_train, y_train), batch_size=64, shuffle=True)
    for epoch in range(5):
        total = 0.0
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(xb)
        print("epoch", epoch, "loss", total / len(X_train))
    with torch.no_grad():
        print("accuracy", ((model(X_test) > 0.5).float() == y_test).float().mean().item())


if __name__ == "__main__":
    main()
