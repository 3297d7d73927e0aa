import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

HP = {"lr": 1e-2, "epochs": 5, "batch": 25, "dropout": 0.1}


def tensors(X, y):
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.long)
    return TensorDataset(X, y)


class HeartDisease(nn.Module):
    def __init__(self, n_features, p):
        super().__init__()
        self.fc1 = nn.Linear(n_features, 20)
        self.fc2 = nn.Linear(20, 10)
        self.fc3 = nn.Linear(10, 1)
        self.dropout = nn.Dropout(p)

    def forward(self, x):
        x = self.dropout(F.relu(self.fc1(x)))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def evaluate(model, loader):
    model.eval()
    tp = fp = fn = 0
    with torch.no_grad():
        for X, y in loader:
            pred = (torch.sigmoid(model(X)).squeeze(1) > 0.5).long()
            tp += ((pred == 1) & (y == 1)).sum().item()
            fp += ((pred == 1) & (y == 0)).sum().item()
            fn += ((pred == 0) & (y == 1)).sum().item()
    return tp / max(tp + fp, 1), tp / max(tp + fn, 1)


def main():
    torch.manual_seed(0)
    X, y = make_classification(n_samples=500, n_features=13, n_informative=8, random_state=0)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=100, random_state=0)
    train_loader = DataLoader(tensors(X_tr, y_tr), batch_size=HP["batch"], shuffle=True)
    test_loader = DataLoader(tensors(X_te, y_te), batch_size=HP["batch"])
    model = HeartDisease(13, HP["dropout"])
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=HP["lr"])
    for epoch in range(HP["epochs"]):
        model.train()
        for X_b, y_b in train_loader:
            optimizer.zero_grad()
            out = model(X_b)
            loss = criterion(out, y_b.unsqueeze(1))
            loss.backward()
            optimizer.step()
        print("epoch", epoch, "precision/recall", evaluate(model, test_loader))


if __name__ == "__main__":
    main()
