import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neighbors import kneighbors_graph


class GraphConv(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.lin = nn.Linear(a, b)

    def forward(self, x, adj):
        return adj @ self.lin(x)


class GCN(nn.Module):
    def __init__(self, d, h, k):
        super().__init__()
        self.g1, self.g2 = GraphConv(d, h), GraphConv(h, k)
        self.drop = nn.Dropout(0.6)

    def forward(self, x, adj):
        x = self.drop(x)
        x = self.drop(F.relu(self.g1(x, adj)))
        return self.g2(x, adj)


def graph(X, k=5):
    a = kneighbors_graph(X, k, mode="connectivity").toarray()
    a = np.maximum(a, a.T) + np.eye(len(X))
    d = 1 / np.sqrt(a.sum(1))
    return torch.tensor(d[:, None] * a * d[None, :], dtype=torch.float32)


def fit(model, x, adj, y, rows, epochs=80):
    opt = torch.optim.Adam(model.parameters(), lr=1e-2, weight_decay=5e-4)
    model.train()
    for epoch in range(epochs):
        opt.zero_grad()
        loss = F.cross_entropy(model(x, adj)[rows], y[rows])
        loss.backward()
        opt.step()
        if epoch % 20 == 19:
            print(f"epoch {epoch + 1} loss {loss.item():.4f}")


@torch.no_grad()
def report(model, x, adj, y, rows):
    pred = model(x, adj).argmax(1)
    return (pred[rows] == y[rows]).float().mean().item()


def main():
    torch.manual_seed(0)
    X, y = load_digits(n_class=10, return_X_y=True)
    X, y = X[:900] / 16, y[:900]
    train, test = train_test_split(np.arange(len(y)), test_size=0.8, random_state=0, stratify=y)
    x, adj, y = torch.tensor(X, dtype=torch.float32), graph(X), torch.tensor(y)
    model = GCN(64, 32, 10)
    fit(model, x, adj, y, train)
    print("test accuracy", report(model, x, adj, y, test))


if __name__ == "__main__":
    main()
