import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Dataset

SEED, FOLDS, EPOCHS = 0, 5, 30


class ArrayDataset(Dataset):
    def __init__(self, x, y):
        self.x = torch.as_tensor(x, dtype=torch.float32)
        self.y = torch.as_tensor(y, dtype=torch.long)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def build_model(d_in, d_out):
    return nn.Sequential(nn.Linear(d_in, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, d_out))


def train_fold(x_tr, y_tr, x_va, y_va):
    scaler = StandardScaler()
    train_ds = ArrayDataset(scaler.fit_transform(x_tr), y_tr)
    val_ds = ArrayDataset(scaler.transform(x_va), y_va)
    loader = DataLoader(train_ds, batch_size=16, shuffle=True)
    model = build_model(x_tr.shape[1], 3)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    criterion = nn.CrossEntropyLoss()
    for _ in range(EPOCHS):
        model.train()
        for x, y in loader:
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
    model.eval()
    with torch.no_grad():
        pred = model(val_ds.x).argmax(dim=1)
    return (pred == val_ds.y).float().mean().item()


def main():
    torch.manual_seed(SEED)
    X, y = load_wine(return_X_y=True)
    skf = StratifiedKFold(n_splits=FOLDS, shuffle=True, random_state=SEED)
    scores = []
    for fold, (tr, va) in enumerate(skf.split(X, y)):
        acc = train_fold(X[tr], y[tr], X[va], y[va])
        scores.append(acc)
        print(f'fold {fold}: {acc:.3f}')
    print(f'{np.mean(scores):.3f} +- {np.std(scores):.3f}')


if __name__ == '__main__':
    main()
