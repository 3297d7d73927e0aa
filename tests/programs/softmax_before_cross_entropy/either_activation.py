# 클래스 개수에 따라 출력 활성화 함수를 고르는 모델
import torch
import torch.nn as nn
from sklearn.datasets import make_moons, load_iris
from torch.utils.data import DataLoader, TensorDataset


class FlexibleNet(nn.Module):
    def __init__(self, in_dim, out_dim, hidden=32):
        super().__init__()
        self.out_dim = out_dim
        self.fc1 = nn.Linear(in_dim, hidden)
        self.fc2 = nn.Linear(hidden, out_dim)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = self.fc2(x)
        if self.out_dim > 1:
            x = torch.softmax(x, dim=1)      # 다중 분류
        else:
            x = torch.sigmoid(x)             # 이진 분류
        return x


def train(X, y, out_dim, epochs):
    torch.manual_seed(0)
    model = FlexibleNet(X.shape[1], out_dim)
    # 이진이면 BCE, 다중이면 CrossEntropy
    criterion = nn.CrossEntropyLoss() if out_dim > 1 else nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    loader = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)
    for epoch in range(epochs):
        epoch_loss = 0.0
        for xb, yb in loader:
            pred = model(xb)
            loss = criterion(pred, yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item() * len(xb)
        if (epoch + 1) % 5 == 0:
            print(f"  epoch {epoch + 1}: 손실 {epoch_loss / len(X):.4f}")
    return model


print("이진 분류 (moons)")
X, y = make_moons(300, noise=0.2, random_state=0)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).unsqueeze(1)
binary = train(X, y, out_dim=1, epochs=10)
with torch.no_grad():
    print("  정확도", ((binary(X) > 0.5).float() == y).float().mean().item())

print("다중 분류 (iris)")
X, y = load_iris(return_X_y=True)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
X = (X - X.mean(0)) / X.std(0)
multi = train(X, y, out_dim=3, epochs=15)
with torch.no_grad():
    print("  정확도", (multi(X).argmax(1) == y).float().mean().item())
