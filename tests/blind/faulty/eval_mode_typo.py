import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class CancerNet(nn.Module):
    def __init__(self, n_features: int):
        super().__init__()
        self.fc1 = nn.Linear(n_features, 64)
        self.drop = nn.Dropout(0.6)
        self.fc2 = nn.Linear(64, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.fc1(x))
        x = self.drop(x)
        return self.fc2(x)


def train(model: nn.Module, x: torch.Tensor, y: torch.Tensor, n_iter: int = 150) -> None:
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    model.train()
    for i in range(n_iter):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        if i % 50 == 0:
            print(f"iter {i}: {loss.item():.4f}")


def predict(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    model.eval
    with torch.no_grad():
        return torch.sigmoid(model(x))


def main() -> None:
    torch.manual_seed(10)
    X, y = load_breast_cancer(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=10)
    scaler = StandardScaler()
    X_train = torch.tensor(scaler.fit_transform(X_train), dtype=torch.float32)
    X_test = torch.tensor(scaler.transform(X_test), dtype=torch.float32)
    y_train = torch.tensor(y_train, dtype=torch.float32).unsqueeze(1)
    y_test = torch.tensor(y_test, dtype=torch.float32).unsqueeze(1)

    model = CancerNet(X_train.shape[1])
    train(model, X_train, y_train)
    p1 = predict(model, X_test)
    p2 = predict(model, X_test)
    print("same input, difference:", (p1 - p2).abs().max().item())
    acc = ((p1 > 0.5).float() == y_test).float().mean().item()
    print("test accuracy:", acc)


if __name__ == "__main__":
    main()
