import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Module(nn.Module):
    """A poor man's LightningModule."""

    def training_step(self, batch):
        raise NotImplementedError

    def fit(self, X, y, epochs, bs=64, lr=1e-3):
        opt = torch.optim.Adam(self.parameters(), lr=lr)
        for epoch in range(epochs):
            self.train()
            total = 0.0
            for idx in torch.randperm(len(y)).split(bs):
                opt.zero_grad()
                loss = self.training_step((X[idx], y[idx]))
                loss.backward()
                opt.step()
                total += loss.item() * len(idx)
            print(f"epoch {epoch + 1:2d} loss {total / len(y):.4f}")

    def accuracy(self, X, y):
        self.eval()
        with torch.no_grad():
            return (self(X).argmax(1) == y).float().mean().item()


class ConvNet(Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.fc = nn.Linear(8 * 16, 10)
        self.criterion = nn.NLLLoss()

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))

    def training_step(self, batch):
        x, y = batch
        return self.criterion(self(x), y)


def main():
    torch.manual_seed(2)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.2, random_state=2, stratify=y)
    img = lambda a: torch.tensor(a, dtype=torch.float32).view(-1, 1, 8, 8)
    net = ConvNet()
    net.fit(img(X_tr), torch.tensor(y_tr), epochs=8)
    print("test accuracy", net.accuracy(img(X_te), torch.tensor(y_te)))


if __name__ == "__main__":
    main()
