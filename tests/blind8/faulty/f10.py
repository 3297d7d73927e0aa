"""Fine-tune a (pretend) pretrained backbone."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Backbone(nn.Module):
    def __init__(self, num_classes=100):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(2),
        )
        self.head = nn.Linear(64, num_classes)

    def forward(self, x):
        return self.head(self.features(x).flatten(1))


class Trainer:
    def __init__(self, model, lr):
        self.model = model
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=lr)

    def adapt_to(self, n_classes):
        in_features = self.model.head.in_features
        self.model.head = nn.Linear(in_features, n_classes)
        return self

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            self.model.train()
            total, count = 0.0, 0
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)
                loss.backward()
                self.optimizer.step()
                total += loss.item() * len(y)
                count += len(y)
            print(f"epoch {epoch}: {total / count:.4f}")

    @torch.no_grad()
    def score(self, loader):
        self.model.eval()
        ok = sum((self.model(x).argmax(1) == y).sum().item() for x, y in loader)
        return ok / len(loader.dataset)


def stripes(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 3, (n,), generator=g)
    x = 0.3 * torch.randn(n, 1, 12, 12, generator=g)
    x[y == 0, :, ::2, :] += 1
    x[y == 1, :, :, ::2] += 1
    x[y == 2, :, ::2, ::2] += 1
    return TensorDataset(x, y)


def main():
    torch.manual_seed(1)
    train_loader = DataLoader(stripes(600, 0), batch_size=32, shuffle=True)
    test_loader = DataLoader(stripes(200, 1), batch_size=100)
    trainer = Trainer(Backbone(), lr=1e-3)
    trainer.adapt_to(3).fit(train_loader, epochs=6)
    print("test accuracy", trainer.score(test_loader))


if __name__ == "__main__":
    main()
