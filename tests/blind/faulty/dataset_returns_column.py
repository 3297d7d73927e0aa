import torch
import torch.nn as nn
import pandas as pd
from sklearn.datasets import load_iris
from torch.utils.data import DataLoader, Dataset, random_split

torch.manual_seed(0)


class IrisCSV(Dataset):
    def __init__(self):
        bunch = load_iris(as_frame=True)
        frame = bunch.frame
        frame = frame.sample(frac=1.0, random_state=0)
        self.features = frame[bunch.feature_names].to_numpy("float32")
        self.label = frame[["target"]].to_numpy("int64")

    def __len__(self):
        return len(self.features)

    def __getitem__(self, i):
        return torch.from_numpy(self.features[i]), torch.from_numpy(self.label[i])


def get_model(hidden):
    return nn.Sequential(
        nn.BatchNorm1d(4),
        nn.Linear(4, hidden),
        nn.ReLU(),
        nn.Linear(hidden, 3),
    )


def train(model, loader, epochs, lr):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    for epoch in range(epochs):
        model.train()
        for X, y in loader:
            optimizer.zero_grad()
            logits = model(X)
            loss = loss_fn(logits, y)
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())


def accuracy(model, loader):
    model.eval()
    n_ok = 0
    with torch.no_grad():
        for X, y in loader:
            n_ok += (model(X).argmax(1) == y.squeeze(1)).sum().item()
    return n_ok / len(loader.dataset)


if __name__ == "__main__":
    train_set, test_set = random_split(IrisCSV(), [120, 30])
    model = get_model(10)
    train(model, DataLoader(train_set, batch_size=20, shuffle=True), 5, 0.01)
    print("test accuracy", accuracy(model, DataLoader(test_set, batch_size=30)))
