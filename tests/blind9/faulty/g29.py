import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_circles


def build_data():
    X, y = make_circles(n_samples=1500, noise=0.08, factor=0.5, random_state=6)
    X = torch.tensor(X, dtype=torch.float32) / 0.6
    y = torch.tensor(y, dtype=torch.float32)
    return X[:1200], y[:1200], X[1200:], y[1200:]


class Ring(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 24)
        self.b = nn.Linear(24, 24)
        self.c = nn.Linear(24, 1)

    def forward(self, x):
        x = torch.relu(self.a(x))
        x = torch.relu(self.b(x))
        return self.c(x)


def binary_accuracy(logits, labels):
    guess = torch.round(torch.sigmoid(logits))
    return torch.eq(guess, labels).float().mean().item()


def main():
    torch.manual_seed(6)
    Xa, ya, Xb, yb = build_data()
    loader = DataLoader(TensorDataset(Xa, ya), batch_size=32, shuffle=True)
    net = Ring()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=5e-3)
    for epoch in range(1, 21):
        net.train()
        running = 0.0
        for xb, labels in loader:
            optimizer.zero_grad()
            loss = criterion(net(xb), labels.reshape(-1, 1))
            loss.backward()
            optimizer.step()
            running += loss.item() * len(xb)
        net.eval()
        with torch.no_grad():
            acc = binary_accuracy(net(Xb), yb)
        if epoch % 4 == 0:
            print(f"epoch {epoch:2d} train loss {running / len(Xa):.4f} val acc {acc:.4f}")


if __name__ == "__main__":
    main()
