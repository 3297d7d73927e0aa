import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import make_classification
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import train_test_split


class ChurnDataset(Dataset):
    def __init__(self, X, y):
        self.X = torch.tensor(X, dtype=torch.float32)
        self.y = torch.tensor(y, dtype=torch.float32).reshape(-1, 1)

    def __len__(self):
        return self.X.shape[0]

    def __getitem__(self, idx):
        return self.X[idx], self.y[idx]


class ChurnModel(nn.Module):
    def __init__(self, input_dim, hidden_dim=24):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.act = nn.ReLU()
        self.output = nn.Linear(hidden_dim, 1)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
        x = self.act(self.hidden(x))
        x = self.output(x)
        return self.softmax(x)


def train_loop(dataloader, model, loss_fn, optimizer):
    model.train()
    total = 0.0
    for X, y in dataloader:
        pred = model(X)
        loss = loss_fn(pred, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * X.size(0)
    return total / len(dataloader.dataset)


def test_loop(dataloader, model, loss_fn):
    model.eval()
    total, preds, trues = 0.0, [], []
    with torch.no_grad():
        for X, y in dataloader:
            p = model(X)
            total += loss_fn(p, y).item() * X.size(0)
            preds += (p > 0.5).int().flatten().tolist()
            trues += y.int().flatten().tolist()
    acc = sum(int(a == b) for a, b in zip(preds, trues)) / len(trues)
    return total / len(dataloader.dataset), acc, confusion_matrix(trues, preds, labels=[0, 1])


def main():
    torch.manual_seed(40)
    X, y = make_classification(n_samples=2000, n_features=12, n_informative=6, class_sep=1.2, random_state=40)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=40)
    train_dl = DataLoader(ChurnDataset(X_train, y_train), batch_size=50, shuffle=True)
    test_dl = DataLoader(ChurnDataset(X_test, y_test), batch_size=250)
    model = ChurnModel(X.shape[1])
    loss_fn = nn.BCELoss()
    optimizer = optim.Adam(model.parameters(), lr=0.005)
    for t in range(10):
        loss = train_loop(train_dl, model, loss_fn, optimizer)
        print(f"Epoch {t + 1}: train loss {loss:.4f}")
    loss, acc, cm = test_loop(test_dl, model, loss_fn)
    print(f"Test loss {loss:.4f}, accuracy {acc:.3f}")
    print(cm)


if __name__ == "__main__":
    main()
