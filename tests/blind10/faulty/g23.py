import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class Model(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(in_features, 64),
            nn.ReLU(),
            nn.Linear(64, 32),
            nn.ReLU(),
            nn.Linear(32, 1),
        )

    def forward(self, x):
        return self.net(x)


def iterate_minibatches(x, y, batch_size, shuffle=True):
    index = np.arange(len(x))
    if shuffle:
        np.random.shuffle(index)
    for start in range(0, len(x), batch_size):
        batch = index[start:start + batch_size]
        yield torch.from_numpy(x[batch]), torch.from_numpy(y[batch])


def train_model(model, train_data, val_data, epochs=50, batch_size=32):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-5, momentum=0.9)
    for epoch in range(epochs):
        model.train()
        losses = []
        for xb, yb in iterate_minibatches(*train_data, batch_size):
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        if (epoch + 1) % 10 == 0:
            model.eval()
            with torch.no_grad():
                x_val, y_val = map(torch.from_numpy, val_data)
                logits = model(x_val)
                val_loss = criterion(logits, y_val).item()
                acc = ((logits > 0).float() == y_val).float().mean().item()
                auc = roc_auc_score(y_val.numpy(), torch.sigmoid(logits).numpy())
            print(f"Epoch {epoch + 1}/{epochs} train_loss={np.mean(losses):.4f} "
                  f"val_loss={val_loss:.4f} val_acc={acc:.4f} auc={auc:.4f}")
    return model


if __name__ == "__main__":
    np.random.seed(55)
    torch.manual_seed(55)
    X, y = load_breast_cancer(return_X_y=True)
    y = y.astype(np.float32).reshape(-1, 1)
    X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.2, random_state=55, stratify=y)
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train).astype(np.float32)
    X_val = scaler.transform(X_val).astype(np.float32)
    train_model(Model(X.shape[1]), (X_train, y_train), (X_val, y_val))
