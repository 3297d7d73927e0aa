import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class Evaluator:
    def __init__(self, loader):
        self.loader = loader

    @torch.no_grad()
    def __call__(self, model):
        preds, labels = [], []
        for x, y in self.loader:
            preds.append(model(x).argmax(dim=1))
            labels.append(y)
        preds, labels = torch.cat(preds), torch.cat(labels)
        return (preds == labels).float().mean().item(), f1_score(labels, preds, average="macro")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 80)
        self.bn = nn.BatchNorm1d(80)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(80, 10)

    def forward(self, x):
        return self.fc2(self.drop(F.relu(self.bn(self.fc1(x)))))


def fit(model, loader, epochs, lr):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    model.train()
    for epoch in range(epochs):
        total = 0.0
        for x, y in loader:
            opt.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        print(f"epoch {epoch:2d} train loss {total / len(loader.dataset):.4f}")


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.25, random_state=0, stratify=y)
    ds = lambda a, b: TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b))
    train = DataLoader(ds(X_tr, y_tr), batch_size=32, shuffle=True, drop_last=True)
    test = DataLoader(ds(X_te, y_te), batch_size=32)
    model = Net()
    fit(model, train, epochs=8, lr=2e-3)
    evaluate = Evaluator(test)
    acc, f1 = evaluate(model)
    print(f"test accuracy {acc:.4f}  macro F1 {f1:.4f}")


if __name__ == "__main__":
    main()
