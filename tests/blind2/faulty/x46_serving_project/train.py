import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from features import PixelStats
from predict import Predictor


def train(net, X, y, epochs=10, lr=2e-3):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    lossf = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        net.train()
        tot = 0.0
        for idx in torch.randperm(len(y)).split(64):
            opt.zero_grad()
            loss = lossf(net(X[idx]), y[idx])
            loss.backward()
            opt.step()
            tot += loss.item() * len(idx)
        print(f"epoch {epoch} loss {tot / len(y):.4f}")


def main():
    torch.manual_seed(30)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=30, stratify=y)
    stats = PixelStats(X_tr)
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    train(net, stats.apply(X_tr), torch.tensor(y_tr))
    predictor = Predictor(net, stats)
    answers = predictor(X_te)
    print("accuracy on new scans", (answers == torch.tensor(y_te)).float().mean().item())


if __name__ == "__main__":
    main()
