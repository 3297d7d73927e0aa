import argparse

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def get_loaders(batch_size):
    X, y = load_diabetes(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
    scaler = StandardScaler().fit(X_train)
    f = lambda a: torch.tensor(a, dtype=torch.float32)
    train = TensorDataset(f(scaler.transform(X_train)), f(y_train).unsqueeze(1))
    test = TensorDataset(f(scaler.transform(X_test)), f(y_test).unsqueeze(1))
    return DataLoader(train, batch_size=batch_size, shuffle=True), DataLoader(test, batch_size=len(test))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--epochs", type=int, default=20)
    p.add_argument("--batch-size", type=int, default=32)
    args = p.parse_args()
    torch.manual_seed(0)
    train_loader, test_loader = get_loaders(args.batch_size)
    model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        if epoch % 5 == 4:
            print(epoch + 1, loss.item())
    model.eval()
    with torch.no_grad():
        x, y = next(iter(test_loader))
        print("test r2", r2_score(y.numpy(), model(x).numpy()))


if __name__ == "__main__":
    main()
