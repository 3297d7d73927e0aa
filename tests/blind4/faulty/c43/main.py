import torch
from torch import nn
from torch.utils.data import DataLoader

from dataset import Digits, Jitter


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(128, 10),
    )


def main():
    torch.manual_seed(0)
    augment = Jitter()
    train_dl = DataLoader(Digits("train", transform=augment), batch_size=50, shuffle=True)
    test_dl = DataLoader(Digits("test", transform=augment), batch_size=100)
    model = cnn()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(6):
        model.train()
        total = 0.0
        for x, y in train_dl:
            opt.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        model.eval()
        hits = 0
        with torch.no_grad():
            for x, y in test_dl:
                hits += (model(x).argmax(1) == y).sum().item()
        print(f"epoch {epoch + 1} loss {total / len(train_dl.dataset):.4f} acc {hits / len(test_dl.dataset):.4f}")


if __name__ == "__main__":
    main()
