# Iris-like flower classification from a data frame, cleaned by hand
import pandas as pd
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def load_frame() -> pd.DataFrame:
    x, y = make_classification(n_samples=900, n_features=10, n_informative=7, n_redundant=1, n_classes=3,
                               class_sep=1.5, random_state=40)
    df = pd.DataFrame(x, columns=[f"measure_{i}" for i in range(10)])
    df["species"] = y
    df.loc[df.sample(25, random_state=1).index, "measure_2"] = None
    return df


def preprocess(df: pd.DataFrame):
    labels = df["species"].reset_index(drop=True)
    features = df.drop(columns="species")
    features = features.fillna(features.median())
    features = features.sample(frac=1, random_state=7).reset_index(drop=True)
    return features.values, labels.values


class FlowerNet(nn.Module):
    def __init__(self, n_in=10, n_out=3):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, n_out))

    def forward(self, x):
        return self.net(x)


torch.manual_seed(40)
X, y = preprocess(load_frame())
n_train = 700
scaler = StandardScaler().fit(X[:n_train])
X = torch.tensor(scaler.transform(X), dtype=torch.float32)
y = torch.tensor(y)
train_loader = DataLoader(TensorDataset(X[:n_train], y[:n_train]), batch_size=32, shuffle=True)
val_loader = DataLoader(TensorDataset(X[n_train:], y[n_train:]), batch_size=200)

model = FlowerNet()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(40):
    model.train()
    train_loss = 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * len(xb)
    model.eval()
    val_loss, correct = 0.0, 0
    with torch.no_grad():
        for xb, yb in val_loader:
            out = model(xb)
            val_loss += criterion(out, yb).item() * len(xb)
            correct += (out.argmax(1) == yb).sum().item()
    if (epoch + 1) % 8 == 0:
        print(f"epoch {epoch + 1}: train {train_loss / n_train:.4f} val {val_loss / 200:.4f} acc {correct / 200:.3f}")
