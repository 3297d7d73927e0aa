"""Logistic regression and a small MLP on two circles, compared on held-out accuracy."""
import torch
from sklearn.datasets import make_circles
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def get_tensors(seed=31):
    X, y = make_circles(n_samples=1000, factor=0.5, noise=0.1, random_state=seed)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=seed)
    f = lambda a: torch.from_numpy(a).to(torch.float32)
    return f(X_tr), f(X_te), f(y_tr), f(y_te)


def logistic():
    return nn.Linear(2, 1)


def mlp():
    return nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))


def fit(model, loader, epochs=40, lr=0.01):
    crit = nn.BCEWithLogitsLoss()
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(epochs):
        for xb, yb in loader:
            logits = model(xb)
            loss = crit(logits, yb.unsqueeze(1))
            opt.zero_grad()
            loss.backward()
            opt.step()
    return loss.item()


@torch.no_grad()
def accuracy(model, X, y):
    probs = torch.sigmoid(model(X))
    preds = torch.round(probs)
    correct = torch.eq(preds, y).sum().item()
    return correct / len(y) * 100


def main():
    torch.manual_seed(31)
    X_train, X_test, y_train, y_test = get_tensors()
    loader = DataLoader(TensorDataset(X_train, y_train), batch_size=50, shuffle=True)
    for name, builder in {"logistic regression": logistic, "mlp": mlp}.items():
        model = builder()
        last = fit(model, loader)
        print(f"{name:>20}: last batch loss {last:.4f} | test accuracy {accuracy(model, X_test, y_test):.2f}%")


if __name__ == "__main__":
    main()
