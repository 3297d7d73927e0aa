import torch
import torch.nn as nn
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

from meters import AverageMeter

SEED = 11
EPOCHS = 20


def data():
    X, y = make_moons(800, noise=0.2, random_state=SEED)
    a, b, c, d = train_test_split(X, y, test_size=0.25, random_state=SEED)
    f = lambda X, y: TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).unsqueeze(1))
    return f(a, c), f(b, d)


def main():
    torch.manual_seed(SEED)
    train_ds, val_ds = data()
    train_loader = DataLoader(train_ds, batch_size=32, shuffle=True)
    val_loader = DataLoader(val_ds, batch_size=200)
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1))
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    loss_meter = AverageMeter("train loss")
    for epoch in range(EPOCHS):
        loss_meter.reset()
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            loss_meter.update(loss, x.size(0))
        print(epoch, loss_meter)
    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in val_loader:
            hits += ((model(x) > 0).float() == y).sum().item()
    print("val accuracy", hits / len(val_ds))


if __name__ == "__main__":
    main()
