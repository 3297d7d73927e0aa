import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def get_data():
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y[:, None], test_size=0.2, random_state=42)
    sx, sy = StandardScaler().fit(X_tr), StandardScaler().fit(y_tr)
    to = lambda a: torch.tensor(a, dtype=torch.float32)
    return to(sx.transform(X_tr)), to(sy.transform(y_tr)), to(sx.transform(X_te)), to(sy.transform(y_te))


def build_model():
    return nn.Sequential(
        nn.Linear(10, 32),
        nn.ReLU(),
        nn.Linear(32, 1),
        nn.Sigmoid(),
    )


def fit(model, X, y, epochs=30):
    loader = DataLoader(TensorDataset(X, y), batch_size=32, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    criterion = nn.MSELoss()
    for epoch in range(epochs):
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
    return model


torch.manual_seed(42)
X_tr, y_tr, X_te, y_te = get_data()
model = fit(build_model(), X_tr, y_tr)
with torch.no_grad():
    pred = model(X_te)
    print("test mse", nn.functional.mse_loss(pred, y_te).item())
    print("prediction range", pred.min().item(), pred.max().item(), "target range", y_te.min().item(), y_te.max().item())
