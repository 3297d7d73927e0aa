import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")


def train(model, loader, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    criterion = nn.CrossEntropyLoss()
    model.train()
    for epoch in range(epochs):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            criterion(model(x), y).backward()
            optimizer.step()


def predict(model, loader):
    model.eval()
    preds = []
    with torch.no_grad():
        for x, _ in loader:
            out = model(x.to(device))
            preds.append(out.argmax(dim=1).numpy())
    return np.concatenate(preds)


if __name__ == "__main__":
    torch.manual_seed(0)
    X, y = load_breast_cancer(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    sc = StandardScaler().fit(Xa)
    make = lambda a, b: TensorDataset(torch.tensor(sc.transform(a)).float(), torch.tensor(b))
    net = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 2)).to(device)
    train(net, DataLoader(make(Xa, ya), batch_size=32, shuffle=True), epochs=10)
    print("f1", f1_score(yb, predict(net, DataLoader(make(Xb, yb), batch_size=64))))
