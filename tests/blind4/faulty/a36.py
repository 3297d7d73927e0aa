import torch
from sklearn.datasets import load_breast_cancer
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset


class TumourData(Dataset):
    def __init__(self, mean=None, std=None):
        d = load_breast_cancer()
        self.x = torch.tensor(d.data, dtype=torch.float32)
        self.y = torch.tensor(d.target, dtype=torch.float32)

    def scale(self, mean, std):
        self.x = (self.x - mean) / std

    def __len__(self):
        return self.x.size(0)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(30, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, x):
        return self.fc(x).squeeze(1)


def prepare(batch_size):
    data = TumourData()
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(0)).tolist()
    n_test = len(data) // 4
    train_idx, test_idx = order[n_test:], order[:n_test]
    data.scale(data.x[train_idx].mean(0), data.x[train_idx].std(0))
    train_part, test_part = Subset(data, train_idx), Subset(data, test_idx)
    train_loader = DataLoader(data, batch_size=batch_size, shuffle=True)
    test_loader = DataLoader(test_part, batch_size=batch_size)
    return train_loader, test_loader


def fit(model, loader, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    bce = nn.BCEWithLogitsLoss()
    for epoch in range(epochs):
        model.train()
        loss_sum = n = 0
        for x, y in loader:
            opt.zero_grad()
            loss = bce(model(x), y)
            loss.backward()
            opt.step()
            loss_sum += loss.item() * len(y)
            n += len(y)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}: {loss_sum / n:.4f}")


def test(model, loader):
    model.eval()
    ok = n = 0
    with torch.no_grad():
        for x, y in loader:
            ok += ((model(x) > 0).float() == y).sum().item()
            n += len(y)
    print(f"accuracy on held-out patients {ok / n:.3f}")


torch.manual_seed(0)
train_loader, test_loader = prepare(32)
net = Net()
fit(net, train_loader, 20)
test(net, test_loader)
