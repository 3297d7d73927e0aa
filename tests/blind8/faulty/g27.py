import copy
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))

    def forward(self, x):
        return self.net(x)


def evaluate(model, x, y):
    model.eval()
    with torch.no_grad():
        return nn.functional.cross_entropy(model(x), y).item()


def fit(model, train_dl, val, steps=400, every=50):
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    best, state = float('inf'), None
    step = 0
    model.train()
    while step < steps:
        for x, y in train_dl:
            opt.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            step += 1
            if step % every == 0:
                v = evaluate(model, *val)
                print(f'step {step} batch loss {loss.item():.4f} val {v:.4f}')
                if v < best:
                    best, state = v, copy.deepcopy(model.state_dict())
            if step >= steps:
                break
    model.load_state_dict(state)


if __name__ == '__main__':
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), test_size=0.3, random_state=0)
    net = Net()
    fit(net, DataLoader(TensorDataset(a, c), 32, shuffle=True, drop_last=True), (b, d))
