import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, Dataset


class Table(Dataset):
    def __init__(self, X, y):
        self.X = torch.tensor(X, dtype=torch.float32)
        self.y = torch.tensor(y, dtype=torch.float32).view(-1, 1)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


class Classifier(nn.Module):
    def __init__(self, n_in, n_outputs=1):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, 32), nn.ReLU(), nn.Linear(32, n_outputs))

    def forward(self, x):
        return self.net(x)


class Task:
    """Collects what belongs to the task: the loss and the prediction."""

    def loss(self, out, y):
        return F.cross_entropy(out, y)

    def predict(self, out):
        return (out > 0).float()


def main():
    torch.manual_seed(0)
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    sc = StandardScaler().fit(X_tr)
    train = DataLoader(Table(sc.transform(X_tr), y_tr), batch_size=32, shuffle=True)
    test = DataLoader(Table(sc.transform(X_te), y_te), batch_size=100)
    model, task = Classifier(30), Task()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(10):
        model.train()
        total = 0.0
        for x, t in train:
            opt.zero_grad()
            loss = task.loss(model(x), t)
            loss.backward()
            opt.step()
            total += loss.item() * len(t)
        print(f"epoch {epoch} loss {total / len(train.dataset):.4f}")
    model.eval()
    good = 0
    with torch.no_grad():
        for x, t in test:
            good += (task.predict(model(x)) == t).sum().item()
    print("test accuracy", good / len(test.dataset))


if __name__ == "__main__":
    main()
