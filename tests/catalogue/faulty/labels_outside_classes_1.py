import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def make_data(n_per_class=80):
    xs, ys = [], []
    for label in (1, 2, 3):
        centre = torch.randn(4) * 3
        xs.append(centre + torch.randn(n_per_class, 4))
        ys.append(torch.full((n_per_class,), label))
    return torch.cat(xs), torch.cat(ys)


class Classifier(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, n_classes))

    def forward(self, x):
        return self.net(x)


def train():
    torch.manual_seed(0)
    X, y = make_data()
    loader = DataLoader(TensorDataset(X, y), batch_size=24, shuffle=True)
    model = Classifier(n_classes=3)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(5):
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())


train()
