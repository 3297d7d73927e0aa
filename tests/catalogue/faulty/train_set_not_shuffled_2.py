import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Blobs(Dataset):
    """세 개의 덩어리. 클래스 0, 1, 2 순서로 저장된다."""

    def __init__(self, per_class, seed):
        g = torch.Generator().manual_seed(seed)
        centres = torch.tensor([[0.0, 2.0], [2.0, -1.0], [-2.0, -1.0]])
        self.x = torch.cat([c + torch.randn(per_class, 2, generator=g) for c in centres])
        self.y = torch.arange(3).repeat_interleave(per_class)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def train(model, loader, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    criterion = nn.CrossEntropyLoss()
    model.train()
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()


def accuracy(model, loader):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


torch.manual_seed(0)
train_loader = DataLoader(Blobs(200, 1), batch_size=25, shuffle=False)
test_loader = DataLoader(Blobs(60, 2), batch_size=60, shuffle=False)
net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 3))
train(net, train_loader, epochs=5)
print("정확도", accuracy(net, test_loader))
