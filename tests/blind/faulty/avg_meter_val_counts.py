import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class WineRunner:
    def __init__(self, model: nn.Module, lr: float):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
        self.loss_fn = nn.CrossEntropyLoss()
        self.correct = 0
        self.seen = 0

    def train(self, loader) -> float:
        self.model.train()
        total, n = 0.0, 0
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = self.loss_fn(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(x)
            n += len(x)
        return total / n

    @torch.no_grad()
    def validate(self, loader) -> float:
        self.model.eval()
        for x, y in loader:
            pred = self.model(x).argmax(dim=1)
            self.correct += (pred == y).sum().item()
            self.seen += y.size(0)
        return self.correct / self.seen


def load_data(seed: int = 4):
    X, y = load_wine(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=58, random_state=seed, stratify=y)
    sc = StandardScaler().fit(X_tr)
    to_ds = lambda a, b: TensorDataset(torch.tensor(sc.transform(a), dtype=torch.float32), torch.tensor(b))
    return to_ds(X_tr, y_tr), to_ds(X_va, y_va)


if __name__ == "__main__":
    torch.manual_seed(4)
    train_ds, val_ds = load_data()
    train_loader = DataLoader(train_ds, batch_size=15, shuffle=True)
    val_loader = DataLoader(val_ds, batch_size=29)
    runner = WineRunner(nn.Sequential(nn.Linear(13, 16), nn.ReLU(), nn.Linear(16, 3)), lr=0.01)
    for epoch in range(6):
        loss = runner.train(train_loader)
        acc = runner.validate(val_loader)
        print(f"epoch {epoch}: loss {loss:.4f} val acc {acc:.4f} (over {runner.seen} rows)")
