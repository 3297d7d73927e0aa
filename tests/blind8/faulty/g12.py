import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split


class Wide(nn.Module):
    def __init__(self, d, width=512):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(d, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))

    def forward(self, x):
        return self.f(x)


def tensors():
    X, y = load_diabetes(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y[:, None], train_size=240, random_state=0)
    mx, sx, my, sy = Xa.mean(0), Xa.std(0), ya.mean(), ya.std()
    t = lambda a, m, s: torch.tensor((a - m) / s, dtype=torch.float32)
    return t(Xa, mx, sx), t(ya, my, sy), t(Xb, mx, sx), t(yb, my, sy)


def evaluate(model, x, y):
    model.eval()
    with torch.no_grad():
        return nn.functional.mse_loss(model(x), y).item()


def fit(model, Xa, ya, Xb, yb, epochs, lr=1e-3):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    loader = DataLoader(TensorDataset(Xa, ya), 32, shuffle=True)
    for epoch in range(epochs):
        model.train()
        for x, y in loader:
            loss = nn.functional.mse_loss(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 20 == 0 or epoch == epochs - 1:
            print(f'{epoch:3d} train {evaluate(model, Xa, ya):.4f} val {evaluate(model, Xb, yb):.4f}')


if __name__ == '__main__':
    torch.manual_seed(0)
    Xa, ya, Xb, yb = tensors()
    fit(Wide(10), Xa, ya, Xb, yb, epochs=150)
