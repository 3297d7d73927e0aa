import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.metrics import f1_score, recall_score, precision_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class CreditScorer(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.fc1 = nn.Linear(d, 32)
        self.fc2 = nn.Linear(32, 16)
        self.out = nn.Linear(16, 1)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        return self.out(x).squeeze(-1)


def prepare(seed=6):
    X, y = make_classification(n_samples=3000, n_features=15, n_informative=6, n_redundant=3, weights=[0.58],
                               class_sep=0.6, flip_y=0.15, random_state=seed)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=seed)
    mean, std = X_train.mean(0), X_train.std(0)
    as_t = lambda a: torch.as_tensor(np.asarray(a), dtype=torch.float32)
    train_set = TensorDataset(as_t((X_train - mean) / std), as_t(y_train))
    test_set = TensorDataset(as_t((X_test - mean) / std), as_t(y_test))
    return train_set, test_set


def predict(model, loader):
    model.eval()
    y_true, y_pred = [], []
    with torch.no_grad():
        for xb, yb in loader:
            outputs = model(xb)
            y_pred.extend((outputs > 0.5).int().tolist())
            y_true.extend(yb.int().tolist())
    return y_true, y_pred


def main():
    torch.manual_seed(6)
    train_set, test_set = prepare()
    train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=256)
    model = CreditScorer(15)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-3)
    for epoch in range(12):
        model.train()
        running = 0.0
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            running += loss.item() * len(xb)
        print(f"epoch {epoch + 1:02d} loss {running / len(train_set):.4f}")
    y_true, y_pred = predict(model, test_loader)
    acc = np.mean(np.array(y_true) == np.array(y_pred))
    print(f"accuracy {acc:.4f}  precision {precision_score(y_true, y_pred):.3f}  "
          f"recall {recall_score(y_true, y_pred):.3f}  f1 {f1_score(y_true, y_pred):.3f}")


if __name__ == "__main__":
    main()
