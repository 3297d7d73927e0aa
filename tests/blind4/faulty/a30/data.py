import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def get_loaders(batch_size=32, seed=1):
    X, y = load_breast_cancer(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    X_test = scaler.transform(X_test)

    def pack(a, b):
        return TensorDataset(torch.tensor(a).float(), torch.tensor(b).float())

    train = DataLoader(pack(X_train, y_train), batch_size=batch_size, shuffle=True, drop_last=True)
    test = DataLoader(pack(X_test, y_test), batch_size=128)
    return train, test, X.shape[1]
