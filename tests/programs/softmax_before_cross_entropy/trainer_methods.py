import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification


class Classifier(nn.Module):
    def __init__(self, in_features, hidden, out_features):
        super().__init__()
        self.hidden = nn.Linear(in_features, hidden)
        self.bn = nn.BatchNorm1d(hidden)
        self.out = nn.Linear(hidden, out_features)

    def forward(self, x):
        h = torch.relu(self.bn(self.hidden(x)))
        return self.out(h).softmax(dim=-1)


class Trainer:
    def __init__(self, model, train_loader, val_loader, lr=0.05, epochs=5):
        self.model = model
        self.train_loader = train_loader
        self.val_loader = val_loader
        self.epochs = epochs
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.9)
        self.history = {"train_loss": [], "val_loss": [], "val_acc": []}

    def _step(self, batch):
        x, y = batch
        output = self.model(x)
        return self.criterion(output, y), output

    def train_epoch(self):
        self.model.train()
        total, n = 0.0, 0
        for batch in self.train_loader:
            self.optimizer.zero_grad()
            loss, _ = self._step(batch)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(batch[1])
            n += len(batch[1])
        return total / n

    @torch.no_grad()
    def validate(self):
        self.model.eval()
        total, correct, n = 0.0, 0, 0
        for batch in self.val_loader:
            loss, output = self._step(batch)
            total += loss.item() * len(batch[1])
            correct += (output.argmax(dim=-1) == batch[1]).sum().item()
            n += len(batch[1])
        return total / n, correct / n

    def fit(self):
        for epoch in range(1, self.epochs + 1):
            train_loss = self.train_epoch()
            val_loss, val_acc = self.validate()
            self.history["train_loss"].append(train_loss)
            self.history["val_loss"].append(val_loss)
            self.history["val_acc"].append(val_acc)
            print(f"{epoch:02d} | train {train_loss:.4f} | val {val_loss:.4f} | acc {val_acc:.4f}")
        return self.history


if __name__ == "__main__":
    torch.manual_seed(3)
    X, y = make_classification(1200, 20, n_informative=12, n_classes=4, random_state=3)
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(y)
    train_loader = DataLoader(TensorDataset(X[:900], y[:900]), batch_size=50, shuffle=True)
    val_loader = DataLoader(TensorDataset(X[900:], y[900:]), batch_size=100)
    Trainer(Classifier(20, 64, 4), train_loader, val_loader).fit()
