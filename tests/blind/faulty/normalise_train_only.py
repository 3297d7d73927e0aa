import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset


class Normalize:
    def __init__(self, mean, std):
        self.mean, self.std = mean, std

    def __call__(self, x):
        return (x / 16.0 - self.mean) / self.std


class DigitImages(Dataset):
    def __init__(self, train=True, transform=None):
        d = load_digits()
        part = slice(0, 1350) if train else slice(1350, None)
        self.images = torch.tensor(d.images[part], dtype=torch.float32).unsqueeze(1)
        self.labels = torch.tensor(d.target[part])
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        x = self.images[i]
        if self.transform is not None:
            x = self.transform(x)
        return x, self.labels[i]


def make_model():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(8 * 16, 32), nn.ReLU(), nn.Linear(32, 10),
    )


def main():
    torch.manual_seed(0)
    transform = Normalize(0.305, 0.376)
    train_loader = DataLoader(DigitImages(True, transform), batch_size=50, shuffle=True)
    test_loader = DataLoader(DigitImages(False), batch_size=149)
    model = make_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(3):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        correct, test_loss = 0, 0.0
        with torch.no_grad():
            for x, y in test_loader:
                out = model(x)
                test_loss += criterion(out, y).item()
                correct += (out.argmax(1) == y).sum().item()
        print(f"epoch {epoch} train {loss.item():.3f} test loss {test_loss / len(test_loader):.3f} acc {correct / 447:.3f}")


if __name__ == "__main__":
    main()
