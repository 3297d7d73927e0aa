import torch, torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_regression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def split_and_scale(seed=11):
    X, y = make_regression(n_samples=800, n_features=12, noise=8.0, random_state=seed)
    y = y.reshape(-1, 1)
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.2, random_state=seed)
    xs, ys = StandardScaler().fit(X_train), StandardScaler().fit(y_train)
    sets = []
    for a, b in [(X_train, y_train), (X_val, y_val), (X_test, y_test)]:
        sets.append(TensorDataset(torch.tensor(xs.transform(a)).float(), torch.tensor(ys.transform(b)).float()))
    return sets


train_set, val_set, test_set = split_and_scale()
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
val_loader = DataLoader(val_set, batch_size=64)
test_loader = DataLoader(test_set, batch_size=64)

model = nn.Sequential(
    nn.Linear(12, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.3),
    nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.3),
    nn.Linear(64, 1),
)
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)


def mse_of(loader):
    model.eval()
    se, n = 0.0, 0
    with torch.no_grad():
        for xb, yb in loader:
            se += ((model(xb) - yb) ** 2).sum().item()
            n += yb.size(0)
    return se / n


history = []
model.train()
for epoch in range(12):
    epoch_loss = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item() * xb.size(0)
    history.append((epoch_loss / len(train_set), mse_of(val_loader)))
    print("epoch %d | train %.4f | val %.4f" % (epoch, *history[-1]))
print("test mse", mse_of(test_loader))
