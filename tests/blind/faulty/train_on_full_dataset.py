import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset, random_split

torch.manual_seed(0)
CONF = {"batch_size": 32, "lr": 1e-3, "epochs": 4, "test_ratio": 0.2}


class DigitDataset(Dataset):
    def __init__(self):
        bunch = load_digits()
        self.x = torch.tensor(bunch.data, dtype=torch.float32) / 16.0
        self.y = torch.tensor(bunch.target)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def make_loaders(conf):
    dataset = DigitDataset()
    n_test = int(len(dataset) * conf["test_ratio"])
    train_set, test_set = random_split(dataset, [len(dataset) - n_test, n_test])
    train_loader = DataLoader(dataset, batch_size=conf["batch_size"], shuffle=True)
    test_loader = DataLoader(test_set, batch_size=n_test)
    return train_loader, test_loader


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(64, 128)
        self.b = nn.Linear(128, 10)

    def forward(self, x):
        return self.b(F.relu(self.a(x)))


train_loader, test_loader = make_loaders(CONF)
print("rows trained on:", len(train_loader.dataset), "rows tested on:", len(test_loader.dataset))
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=CONF["lr"])
for epoch in range(CONF["epochs"]):
    net.train()
    for x, y in train_loader:
        opt.zero_grad()
        F.cross_entropy(net(x), y).backward()
        opt.step()
    net.eval()
    with torch.no_grad():
        for x, y in test_loader:
            print(f"epoch {epoch} test acc {(net(x).argmax(1) == y).float().mean():.4f}")
