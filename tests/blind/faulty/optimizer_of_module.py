import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_circles
from torch.utils.data import DataLoader, TensorDataset

OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
config = {
    "optimizer": "sgd",
    "lr": 0.1,
    "epochs": 5,
    "batch_size": 50,
    "hidden_dim": 16,
}


class CircleNet(nn.Module):
    def __init__(self, hidden_dim):
        super().__init__()
        self.l1 = nn.Linear(2, hidden_dim)
        self.l2 = nn.Linear(hidden_dim, hidden_dim)
        self.l3 = nn.Linear(hidden_dim, 1)

    def forward(self, x):
        x = torch.tanh(self.l1(x))
        x = torch.tanh(self.l2(x))
        return self.l3(x)


def make_optimizer(net, cfg):
    return torch.optim.SGD(net, lr=cfg["lr"], momentum=0.9)


def main():
    torch.manual_seed(0)
    X, y = make_circles(400, noise=0.1, factor=0.4, random_state=0)
    X = torch.as_tensor(X, dtype=torch.float32)
    y = torch.as_tensor(y, dtype=torch.float32).reshape(-1, 1)
    train_loader = DataLoader(TensorDataset(X[:300], y[:300]), batch_size=config["batch_size"], shuffle=True)
    net = CircleNet(config["hidden_dim"])
    optimizer = make_optimizer(net, config)
    for epoch in range(config["epochs"]):
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = F.binary_cross_entropy_with_logits(net(xb), yb)
            loss.backward()
            optimizer.step()
        print(epoch, loss.item())
    net.eval()
    with torch.no_grad():
        acc = ((net(X[300:]) > 0).float() == y[300:]).float().mean()
    print("acc", acc.item())


if __name__ == "__main__":
    main()
