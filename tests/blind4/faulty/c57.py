import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def load(seed=0):
    X, y = load_breast_cancer(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=seed, stratify=y)
    s = StandardScaler()
    X_train, X_test = s.fit_transform(X_train), s.transform(X_test)
    y_train, y_test = y_train.reshape(-1, 1), y_test.reshape(-1, 1)
    return [torch.tensor(a, dtype=torch.float32) for a in (X_train, X_test, y_train, y_test)]


class BinaryNet(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.hidden = nn.Sequential(nn.Linear(d, 32), nn.ReLU(), nn.Dropout(0.2))
        self.output = nn.Linear(32, 1)

    def forward(self, x):
        return self.output(self.hidden(x))


def run():
    torch.manual_seed(0)
    X_train, X_test, y_train, y_test = load()
    loader = DataLoader(TensorDataset(X_train, y_train), batch_size=32, shuffle=True)
    net = BinaryNet(30)
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(8):
        net.train()
        total = 0.0
        for x, t in loader:
            optimizer.zero_grad()
            loss = criterion(net(x), t)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        net.eval()
        with torch.no_grad():
            pred = (net(X_test) > 0).float()
        print(f"epoch {epoch + 1} loss {total / len(X_train):.4f} acc {(pred == y_test).float().mean():.3f}")


if __name__ == "__main__":
    run()
