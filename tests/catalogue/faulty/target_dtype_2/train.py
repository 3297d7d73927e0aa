import torch
from torch import nn
from torch.utils.data import DataLoader

from data import load


def main():
    torch.manual_seed(0)
    train_set, test_set = load()
    loader = DataLoader(train_set, batch_size=32, shuffle=True)
    # 이진 분류
    model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())
    criterion = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(5):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        print("에폭", epoch, "손실", loss.item())


if __name__ == "__main__":
    main()
