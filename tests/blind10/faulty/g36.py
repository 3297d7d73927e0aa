"""Churn prediction; a small training script with early logging."""
import torch
from torch import nn
from sklearn.datasets import make_classification
from torch.utils.data import DataLoader, Dataset


class ChurnData(Dataset):
    def __init__(self, features, churned):
        self.features = torch.tensor(features, dtype=torch.float32)
        self.churned = torch.tensor(churned, dtype=torch.float32)

    def __len__(self):
        return len(self.churned)

    def __getitem__(self, item):
        return self.features[item], self.churned[item]


class ChurnNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(12, 24), nn.ReLU(), nn.Linear(24, 1), nn.Sigmoid())

    def forward(self, x):
        return self.layers(x)


def binary_accuracy(probs, target):
    predicted = torch.round(probs)
    return (predicted == target).float().mean().item()


def main():
    torch.manual_seed(18)
    X, y = make_classification(n_samples=1600, n_features=12, n_informative=6, class_sep=1.2, random_state=18)
    X = (X - X[:1200].mean(0)) / X[:1200].std(0)
    train_loader = DataLoader(ChurnData(X[:1200], y[:1200]), batch_size=40, shuffle=True)
    test_loader = DataLoader(ChurnData(X[1200:], y[1200:]), batch_size=100)

    model = ChurnNet()
    criterion = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)

    for epoch in range(20):
        model.train()
        losses = []
        for x, t in train_loader:
            p = model(x)
            loss = criterion(p, t.unsqueeze(1))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        model.eval()
        accs = []
        with torch.no_grad():
            for x, t in test_loader:
                accs.append(binary_accuracy(model(x), t))
        if epoch % 4 == 3:
            print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.4f}, test accuracy {sum(accs) / len(accs):.4f}")


if __name__ == "__main__":
    main()
