import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class ConvClassifier(nn.Module):
    """sklearn-like wrapper: fit, predict, score."""

    def __init__(self, channels=16, p=0.3, lr=1e-2, epochs=6):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(channels, 2 * channels, 3, padding=1), nn.BatchNorm2d(2 * channels), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.head = nn.Sequential(nn.Dropout(p), nn.Linear(2 * channels, 10))
        self.lr, self.epochs = lr, epochs

    def forward(self, x):
        return self.head(self.features(x))

    def predict(self, x):
        self.eval()
        with torch.no_grad():
            return self(x).argmax(1)

    def score(self, x, y):
        return (self.predict(x) == y).float().mean().item()

    def fit(self, X, y, X_val, y_val):
        opt = torch.optim.SGD(self.parameters(), lr=self.lr, momentum=0.9)
        loader = DataLoader(TensorDataset(X, y), batch_size=32, shuffle=True)
        self.train()
        step = 0
        for epoch in range(self.epochs):
            for xb, yb in loader:
                opt.zero_grad()
                loss = nn.functional.cross_entropy(self(xb), yb)
                loss.backward()
                opt.step()
                step += 1
                if step % 20 == 0:
                    mode = self.training
                    acc = self.score(X_val, y_val)
                    print(f"step {step:4d} loss {loss.item():.4f} val acc {acc:.4f} (training={mode})")
        return self


def main():
    torch.manual_seed(8)
    np.random.seed(8)
    X, y = load_digits(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X / 16.0, y, test_size=0.3, stratify=y, random_state=8)
    img = lambda a: torch.tensor(a, dtype=torch.float32).reshape(-1, 1, 8, 8)
    clf = ConvClassifier()
    clf.fit(img(X_tr), torch.tensor(y_tr), img(X_va), torch.tensor(y_va))
    print("running mean of the first batch norm", clf.features[1].running_mean[:3].tolist(), int(clf.features[1].num_batches_tracked))
    print("final val accuracy", clf.score(img(X_va), torch.tensor(y_va)))


if __name__ == "__main__":
    main()
