import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


class Cancer(Dataset):
    def __init__(self, X, y):
        self.X = torch.tensor(X, dtype=torch.float32)
        self.y = torch.tensor(y, dtype=torch.float32)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.X[i], self.y[i]


def get_sets():
    X, y = load_breast_cancer(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    return Cancer(Xa, ya), Cancer(Xb, yb)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(30, 32), nn.Tanh(), nn.Linear(32, 16), nn.Tanh(), nn.Linear(16, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


def main():
    torch.manual_seed(0)
    train_ds, test_ds = get_sets()
    net = Net()
    opt = torch.optim.SGD(net.parameters(), lr=0.02, momentum=0.9)
    crit = nn.BCEWithLogitsLoss()
    for epoch in range(25):
        net.train()
        s = 0.0
        for x, y in DataLoader(train_ds, 32, shuffle=True):
            opt.zero_grad()
            loss = crit(net(x), y)
            loss.backward()
            opt.step()
            s += loss.item() * len(y)
        if epoch % 5 == 4:
            net.eval()
            with torch.no_grad():
                acc = ((net(test_ds.X) > 0) == test_ds.y.bool()).float().mean().item()
            print(f'{epoch + 1} loss {s / len(train_ds):.4f} test acc {acc:.3f}')


if __name__ == '__main__':
    main()
