import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_moons


class Module(nn.Module):
    """Tiny Lightning look-alike."""

    def fit(self, train_dl, val_dl, epochs):
        optimizer = self.configure_optimizers()
        for epoch in range(epochs):
            self.train()
            logs = []
            for i, batch in enumerate(train_dl):
                loss = self.training_step(batch, i)
                loss.backward()
                optimizer.step()
                logs.append(loss.item())
            self.eval()
            with torch.no_grad():
                val = [self.validation_step(b, i) for i, b in enumerate(val_dl)]
            hits, n = map(sum, zip(*val))
            print(f"epoch {epoch}: train {sum(logs) / len(logs):.4f} val acc {hits / n:.3f}")


class MoonClassifier(Module):
    def __init__(self, hidden=32, lr=0.05):
        super().__init__()
        self.lr = lr
        self.net = nn.Sequential(nn.Linear(2, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 2))
        self.criterion = nn.CrossEntropyLoss()

    def forward(self, x):
        return self.net(x)

    def training_step(self, batch, i):
        x, y = batch
        return self.criterion(self(x), y)

    def validation_step(self, batch, i):
        x, y = batch
        return (self(x).argmax(1) == y).sum().item(), len(y)

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=self.lr)


if __name__ == "__main__":
    torch.manual_seed(0)
    x, y = make_moons(1000, noise=0.15, random_state=0)
    x, y = torch.tensor(x).float(), torch.tensor(y)
    train_dl = DataLoader(TensorDataset(x[:800], y[:800]), batch_size=40, shuffle=True)
    val_dl = DataLoader(TensorDataset(x[800:], y[800:]), batch_size=100)
    MoonClassifier().fit(train_dl, val_dl, epochs=10)
