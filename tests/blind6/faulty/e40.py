import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.metrics import precision_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def make_data(seed=0):
    X, y = make_classification(n_samples=2000, n_features=25, n_informative=8, weights=[0.75], random_state=seed)
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
    s = StandardScaler().fit(Xa)
    pack = lambda X, y: TensorDataset(torch.tensor(s.transform(X), dtype=torch.float32), torch.tensor(y, dtype=torch.float32))
    return pack(Xa, ya), pack(Xb, yb)


class SpamFilter(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.hidden = nn.Linear(n_in, 32)
        self.out = nn.Linear(32, 1)

    def forward(self, x):
        h = torch.relu(self.hidden(x))
        return self.out(h).squeeze(-1)


def fit(model, loader, epochs=15):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        model.train()
        running = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item() * x.size(0)
        print(f'{epoch:02d} {running / len(loader.dataset):.4f}')


def report(model, loader):
    model.eval()
    y_true, y_pred = [], []
    with torch.no_grad():
        for x, y in loader:
            scores = model(x)
            y_pred += (scores > 0.5).int().tolist()
            y_true += y.int().tolist()
    acc = sum(a == b for a, b in zip(y_true, y_pred)) / len(y_true)
    print('accuracy ', round(acc, 4))
    print('precision', round(precision_score(y_true, y_pred), 4))
    print('recall   ', round(recall_score(y_true, y_pred), 4))


def main():
    torch.manual_seed(0)
    train, test = make_data()
    net = SpamFilter(25)
    fit(net, DataLoader(train, batch_size=64, shuffle=True))
    report(net, DataLoader(test, batch_size=256))


if __name__ == '__main__':
    main()
