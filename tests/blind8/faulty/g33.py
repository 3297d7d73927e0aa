import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(64, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.5))
        self.head = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 10))

    def forward(self, x):
        return self.head(self.trunk(x))


class Evaluator:
    def __init__(self, loader):
        self.loader = loader

    @torch.no_grad()
    def __call__(self, model):
        model.head.eval()
        right = 0
        for x, y in self.loader:
            right += (model(x).argmax(1) == y).sum().item()
        return right / len(self.loader.dataset)


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), test_size=0.2, random_state=0, stratify=y)
    train_dl = DataLoader(TensorDataset(a, c), 32, shuffle=True, drop_last=True)
    evaluator = Evaluator(DataLoader(TensorDataset(b, d), 8))
    model = Net()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(8):
        model.train()
        for x, t in train_dl:
            opt.zero_grad()
            loss = nn.functional.cross_entropy(model(x), t)
            loss.backward()
            opt.step()
        if epoch % 2 == 1:
            print(f'{epoch + 1} loss {loss.item():.4f} val acc {evaluator(model):.4f} again {evaluator(model):.4f}')


if __name__ == '__main__':
    main()
