import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from engine import evaluate, train_one_epoch

SEED = 0
EPOCHS = 8
BATCH = 24


def loaders():
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=SEED, stratify=y)
    scaler = StandardScaler().fit(X_tr)
    make = lambda X, y: TensorDataset(torch.tensor(scaler.transform(X), dtype=torch.float32), torch.tensor(y))
    return (DataLoader(make(X_tr, y_tr), batch_size=BATCH, shuffle=True),
            DataLoader(make(X_te, y_te), batch_size=143))


if __name__ == "__main__":
    torch.manual_seed(SEED)
    train_loader, test_loader = loaders()
    model = nn.Sequential(
        nn.Linear(30, 16), nn.ReLU(), nn.Dropout(0.3),
        nn.Linear(16, 2),
    )
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)

    for epoch in range(EPOCHS):
        optimizer.zero_grad()
        train_loss = train_one_epoch(model, train_loader, criterion, optimizer)
        test_loss, test_acc = evaluate(model, test_loader, criterion)
        print(f"{epoch + 1}\ttrain {train_loss:.4f}\ttest {test_loss:.4f}\taccuracy {test_acc:.3f}")
