import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

LOSSES = {"mse": nn.MSELoss, "l1": nn.L1Loss, "huber": nn.HuberLoss}
OPTIMS = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}


def get_loss(name):
    return LOSSES[name]


def get_optim(name, params, **kw):
    return OPTIMS[name](params, **kw)


class Regressor(nn.Module):
    def __init__(self, d, hidden=(32, 16)):
        super().__init__()
        dims = [d, *hidden]
        layers = []
        for a, b in zip(dims, dims[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.Linear(dims[-1], 1))

    def forward(self, x):
        return self.net(x)


def load(bs):
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=0)
    mx, sx, my, sy = X_tr.mean(0), X_tr.std(0), y_tr.mean(), y_tr.std()
    ds = lambda a, b: TensorDataset(torch.tensor((a - mx) / sx, dtype=torch.float32),
                                    torch.tensor((b - my) / sy, dtype=torch.float32).unsqueeze(1))
    return DataLoader(ds(X_tr, y_tr), bs, shuffle=True), DataLoader(ds(X_te, y_te), 100)


def main(loss="mse", optim="adam", lr=2e-3, epochs=20):
    torch.manual_seed(0)
    train, test = load(32)
    model = Regressor(10)
    loss_fn = get_loss(loss)
    opt = get_optim(optim, model.parameters(), lr=lr)
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for x, y in train:
            opt.zero_grad()
            value = loss_fn(model(x), y)
            value.backward()
            opt.step()
            total += value.item() * len(y)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} {loss} {total / len(train.dataset):.4f}")
    model.eval()
    err, n = 0.0, 0
    with torch.no_grad():
        for x, y in test:
            err += (model(x) - y).abs().sum().item()
            n += len(y)
    print("test MAE (standardised)", err / n)


if __name__ == "__main__":
    main()
