import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


def binary_accuracy(outputs, targets):
    """출력을 반올림해서 정답과 비교"""
    return (torch.round(outputs) == targets).float().sum().item()


def train(model, loader, optimizer, criterion):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x).squeeze(1), y)
        loss.backward()
        optimizer.step()


def evaluate(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in loader:
            right += binary_accuracy(model(x).squeeze(1), y)
    return right / len(loader.dataset)


def main():
    torch.manual_seed(0)
    x = torch.randn(1000, 4)
    y = (x[:, 0] - x[:, 1] + 0.5 * torch.randn(1000) > 0).float()
    train_set, val_set = random_split(TensorDataset(x, y), [800, 200])
    train_dl, val_dl = DataLoader(train_set, 40, shuffle=True), DataLoader(val_set, 100)
    model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    criterion = nn.BCEWithLogitsLoss()
    for epoch in range(5):
        train(model, train_dl, optimizer, criterion)
        print(f"{epoch + 1} 에폭 검증 정확도 {evaluate(model, val_dl):.3f}")


main()
