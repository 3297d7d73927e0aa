"""Which of three growers does a wine come from?  Run: python main.py"""
import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

from winenet import Classifier, evaluate, fit


def tensors(seed=0):
    X, y = load_wine(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=seed)
    scaler = StandardScaler().fit(X_train)
    to_float = lambda a: torch.tensor(scaler.transform(a), dtype=torch.float32)
    return to_float(X_train), to_float(X_test), torch.tensor(y_train), torch.tensor(y_test)


if __name__ == "__main__":
    torch.manual_seed(0)
    X_train, X_test, y_train, y_test = tensors()
    loader = DataLoader(TensorDataset(X_train, y_train), batch_size=16, shuffle=True)
    model = Classifier(n_in=13, n_classes=3)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    fit(model, loader, optimizer, epochs=20)
    print(f"train accuracy {evaluate(model, X_train, y_train):.3f}")
    print(f"test accuracy  {evaluate(model, X_test, y_test):.3f}")
