import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

from net import DigitNet

BATCH, EPOCHS = 64, 4


def loaders():
    d = load_digits()
    ds = TensorDataset(torch.tensor(d.images).float().unsqueeze(1) / 16, torch.tensor(d.target))
    a, b = random_split(ds, [1400, len(ds) - 1400], generator=torch.Generator().manual_seed(0))
    return DataLoader(a, BATCH, shuffle=True), DataLoader(b, 200)


def train(model, loader, optimizer, criterion):
    model.train()
    loss_sum = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        output = model(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(y)
    return loss_sum / len(loader.dataset)


def test(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)


if __name__ == "__main__":
    torch.manual_seed(0)
    train_dl, test_dl = loaders()
    model = DigitNet()
    criterion = nn.NLLLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(1, EPOCHS + 1):
        print(epoch, "loss", round(train(model, train_dl, optimizer, criterion), 3), "acc", round(test(model, test_dl), 3))
