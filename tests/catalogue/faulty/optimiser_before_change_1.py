import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Net(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
        self.head = nn.Linear(32, classes)

    def forward(self, x):
        return self.head(self.body(x))


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    y = (y >= 5).astype("int64")
    Xa, Xb, ya, yb = train_test_split(X / 16, y, test_size=0.25, random_state=0)
    Xa, Xb = torch.tensor(Xa, dtype=torch.float32), torch.tensor(Xb, dtype=torch.float32)
    ya, yb = torch.tensor(ya), torch.tensor(yb)

    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    criterion = nn.CrossEntropyLoss()

    # only two classes in this task
    model.head = nn.Linear(32, 2)

    loader = DataLoader(TensorDataset(Xa, ya), batch_size=64, shuffle=True)
    for epoch in range(5):
        for xb, yb_ in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb_)
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())
    with torch.no_grad():
        print("test accuracy", (model(Xb).argmax(1) == yb).float().mean().item())


if __name__ == "__main__":
    main()
