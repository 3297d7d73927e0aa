import torch
import torch.nn as nn
from sklearn.datasets import make_multilabel_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class MicroF1:
    def __init__(self, threshold=0.5):
        self.threshold = threshold
        self.tp = self.fp = self.fn = 0

    def update(self, scores, target):
        pred = scores > self.threshold
        true = target.bool()
        self.tp += (pred & true).sum().item()
        self.fp += (pred & ~true).sum().item()
        self.fn += (~pred & true).sum().item()

    def compute(self):
        return 2 * self.tp / max(2 * self.tp + self.fp + self.fn, 1)


class MultiLabelNet(nn.Module):
    def __init__(self, d, k):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, k))

    def forward(self, x):
        return self.net(x)


def load():
    X, Y = make_multilabel_classification(2000, 25, n_classes=8, n_labels=2, random_state=3)
    X_tr, X_te, Y_tr, Y_te = train_test_split(X, Y, test_size=0.3, random_state=3)
    sc = StandardScaler().fit(X_tr)
    mk = lambda a, b: TensorDataset(torch.tensor(sc.transform(a), dtype=torch.float32), torch.tensor(b, dtype=torch.float32))
    return mk(X_tr, Y_tr), mk(X_te, Y_te)


def evaluate(model, loader):
    metric = MicroF1()
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            metric.update(model(x), y)
    return metric.compute()


def main():
    torch.manual_seed(3)
    train_set, test_set = load()
    model = MultiLabelNet(25, 8)
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    criterion = nn.BCEWithLogitsLoss()
    train_loader = DataLoader(train_set, batch_size=50, shuffle=True)
    for epoch in range(12):
        model.train()
        total = 0.0
        for x, y in train_loader:
            opt.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        if epoch % 4 == 3:
            print(f"epoch {epoch + 1} loss {total / len(train_set):.4f}")
    print(f"micro F1 {evaluate(model, DataLoader(test_set, batch_size=200)):.4f}")


if __name__ == "__main__":
    main()
