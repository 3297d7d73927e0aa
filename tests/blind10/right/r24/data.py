import torch
from sklearn.datasets import make_friedman1
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


def get_loaders(cfg):
    X, y = make_friedman1(n_samples=cfg.n_samples, n_features=cfg.n_features, noise=1.0, random_state=cfg.seed)
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, random_state=cfg.seed)
    X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.2, random_state=cfg.seed)
    mx, sx, my, sy = X_train.mean(0), X_train.std(0), y_train.mean(), y_train.std()

    def make(a, b, shuffle=False):
        ds = TensorDataset(torch.tensor((a - mx) / sx).float(), torch.tensor((b - my) / sy).float())
        return DataLoader(ds, batch_size=cfg.batch_size, shuffle=shuffle)

    return {"train": make(X_train, y_train, True), "val": make(X_val, y_val), "test": make(X_test, y_test)}, sy
