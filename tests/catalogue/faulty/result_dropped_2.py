import torch
import torch.nn as nn
import torch.nn.functional as F


class CircleNet(nn.Module):
    """원 안과 밖을 구분하는 신경망"""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 32)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x):
        x = self.fc1(x)
        F.relu(x)
        return self.fc2(x)


def make_data(n):
    points = torch.rand(n, 2) * 2 - 1
    return points, (points.norm(dim=1) < 0.8).long()


def train(model, x, y, epochs=200):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        if epoch % 50 == 0:
            print(f"{epoch:4d} 손실 {loss.item():.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    x_train, y_train = make_data(500)
    x_test, y_test = make_data(200)
    net = CircleNet()
    train(net, x_train, y_train)
    with torch.no_grad():
        print("정확도:", (net(x_test).argmax(1) == y_test).float().mean().item())
