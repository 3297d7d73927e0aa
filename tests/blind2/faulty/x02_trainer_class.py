import argparse
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def get_loaders(batch_size):
    X, y = load_wine(return_X_y=True)
    X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.25, random_state=1, stratify=y)
    scaler = StandardScaler().fit(X_train)
    X_train, X_val = scaler.transform(X_train), scaler.transform(X_val)

    def ds(a, b):
        return TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b, dtype=torch.long))

    return (DataLoader(ds(X_train, y_train), batch_size=batch_size, shuffle=True),
            DataLoader(ds(X_val, y_val), batch_size=batch_size))


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.loss_fn = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def reset(self):
        self.optimizer.zero_grad(set_to_none=False)

    def compute(self, batch):
        x, y = batch
        loss = self.loss_fn(self.model(x), y)
        loss.backward()
        return loss.item() * len(y)

    def update(self):
        self.reset()
        self.optimizer.step()

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            self.model.train()
            total = 0.0
            for batch in loader:
                total += self.compute(batch)
                self.update()
            print(f"epoch {epoch:02d}  train loss {total / len(loader.dataset):.4f}")

    @torch.no_grad()
    def evaluate(self, loader):
        self.model.eval()
        hits = 0
        for x, y in loader:
            hits += (self.model(x).argmax(dim=1) == y).sum().item()
        return hits / len(loader.dataset)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--lr", type=float, default=1e-2)
    parser.add_argument("--batch-size", type=int, default=16)
    args = parser.parse_args()
    torch.manual_seed(0)
    train_loader, val_loader = get_loaders(args.batch_size)
    model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 3))
    trainer = Trainer(model, args.lr)
    trainer.fit(train_loader, args.epochs)
    print(f"accuracy {trainer.evaluate(val_loader):.3f}")


if __name__ == "__main__":
    main()
