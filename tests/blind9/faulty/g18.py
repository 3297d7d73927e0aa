"""Tumour screening with a small network and a serving function."""
import numpy as np
import torch
from torch import nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


class Normaliser:
    def __init__(self, values, axis=None):
        self.mean = values.mean(axis=axis)
        self.std = values.std(axis=axis)

    def __call__(self, values):
        return torch.tensor((values - self.mean) / self.std, dtype=torch.float32)


def fit(values, labels, epochs=60):
    norm = Normaliser(values, axis=0)
    data = torch.utils.data.TensorDataset(norm(values), torch.tensor(labels))
    loader = torch.utils.data.DataLoader(data, batch_size=32, shuffle=True)
    net = nn.Sequential(nn.Linear(values.shape[1], 16), nn.ReLU(), nn.Linear(16, 2))
    opt = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.02)
    for epoch in range(epochs):
        net.train()
        total = 0.0
        for x, y in loader:
            loss = nn.functional.cross_entropy(net(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        if epoch % 15 == 14:
            print(f"epoch {epoch + 1} train loss {total / len(data):.4f}")
    return net


def serve(net, values, reference):
    norm = Normaliser(reference)
    net.eval()
    with torch.no_grad():
        return net(norm(values)).argmax(dim=1).numpy()


if __name__ == "__main__":
    torch.manual_seed(12)
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=12, stratify=y)
    network = fit(X_tr, y_tr)
    answer = serve(network, X_te, X_tr)
    print("accuracy on unseen patients:", round(float(np.mean(answer == y_te)), 3))
