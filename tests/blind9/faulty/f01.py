"""Small Lightning-style trainer, written for our lab's tabular experiments."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class LitTabular(nn.Module):
    def __init__(self, n_in, hidden=32):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, 1))
        self.loss = nn.BCEWithLogitsLoss()

    def forward(self, x):
        return self.net(x).squeeze(1)

    def training_step(self, batch):
        x, y = batch
        return self.loss(self(x), y)

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=2e-3)


class Trainer:
    def __init__(self, max_epochs=10):
        self.max_epochs = max_epochs

    def on_epoch_start(self, module):
        module.train()
        self.optimizer.zero_grad(set_to_none=True)

    def optimizer_step(self, loss):
        loss.backward()
        self.optimizer.step()

    def fit(self, module, train_loader, val_loader):
        self.optimizer = module.configure_optimizers()
        for epoch in range(self.max_epochs):
            self.on_epoch_start(module)
            seen, total = 0, 0.0
            for batch in train_loader:
                loss = module.training_step(batch)
                self.optimizer_step(loss)
                n = batch[0].size(0)
                total += loss.item() * n
                seen += n
            acc = self.validate(module, val_loader)
            print(f"epoch {epoch}: loss {total / seen:.4f}  val acc {acc:.3f}")

    @torch.no_grad()
    def validate(self, module, loader):
        module.eval()
        hits = n = 0
        for x, y in loader:
            hits += ((module(x) > 0).float() == y).sum().item()
            n += y.numel()
        return hits / n


def main():
    torch.manual_seed(3)
    X, y = load_breast_cancer(return_X_y=True)
    Xtr, Xva, ytr, yva = train_test_split(X, y, test_size=0.25, stratify=y, random_state=3)
    sc = StandardScaler().fit(Xtr)
    to = lambda a: torch.tensor(a, dtype=torch.float32)
    train = DataLoader(TensorDataset(to(sc.transform(Xtr)), to(ytr)), batch_size=32, shuffle=True)
    val = DataLoader(TensorDataset(to(sc.transform(Xva)), to(yva)), batch_size=128)
    Trainer(10).fit(LitTabular(X.shape[1]), train, val)


if __name__ == "__main__":
    main()
