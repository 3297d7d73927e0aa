import numpy as np
import torch
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Experiment:
    """Keeps model, data and results of a single run together."""

    def __init__(self, hidden=128, lr=5e-3, epochs=150, seed=0):
        self.epochs = epochs
        torch.manual_seed(seed)
        self._prepare_data(seed)
        self.net = nn.Sequential(
            nn.Linear(2, hidden), nn.ReLU(),
            nn.Linear(hidden, hidden), nn.ReLU(),
            nn.Linear(hidden, 2),
        )
        self.loss_fn = nn.CrossEntropyLoss()
        self.opt = torch.optim.Adam(self.net.parameters(), lr=lr)
        self.history = {"train": [], "val": []}

    def _prepare_data(self, seed):
        X, y = make_moons(n_samples=400, noise=0.35, random_state=seed)
        X = X.astype(np.float32)
        X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.3, random_state=seed)
        X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.3, random_state=seed)
        to_set = lambda a, b: TensorDataset(torch.from_numpy(a), torch.from_numpy(b).long())
        self.train_dl = DataLoader(to_set(X_train, y_train), batch_size=32, shuffle=True)
        self.val_dl = DataLoader(to_set(X_val, y_val), batch_size=128)
        self.test_dl = DataLoader(to_set(X_test, y_test), batch_size=128)

    def _train_epoch(self):
        self.net.train()
        total, n = 0.0, 0
        for xb, yb in self.train_dl:
            self.opt.zero_grad()
            loss = self.loss_fn(self.net(xb), yb)
            loss.backward()
            self.opt.step()
            total += loss.item() * len(xb)
            n += len(xb)
        return total / n

    @torch.no_grad()
    def _evaluate(self, dl):
        self.net.eval()
        total, hits, n = 0.0, 0, 0
        for xb, yb in dl:
            out = self.net(xb)
            total += self.loss_fn(out, yb).item() * len(xb)
            hits += (out.argmax(1) == yb).sum().item()
            n += len(xb)
        return total / n, hits / n

    def run(self):
        best_val, best_epoch = float("inf"), -1
        best_state = None
        for epoch in range(self.epochs):
            self.history["train"].append(self._train_epoch())
            val_loss, _ = self._evaluate(self.val_dl)
            self.history["val"].append(val_loss)
            if val_loss < best_val:
                best_val, best_epoch = val_loss, epoch
                best_state = self.net.state_dict()
        self.net.load_state_dict(best_state)
        print(f"best epoch {best_epoch} with val loss {best_val:.4f}")
        return self._evaluate(self.test_dl)


if __name__ == "__main__":
    test_loss, test_acc = Experiment().run()
    print(f"test loss {test_loss:.4f}, test accuracy {test_acc:.3f}")
