import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset


def train(model, loader, epochs=3):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    for epoch in range(epochs):
        for images, labels in loader:
            optimizer.zero_grad()
            outputs = model(images)
            # 손실 계산
            loss = nn.CrossEntropyLoss(outputs, labels)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1}, loss {loss.item():.4f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    digits = load_digits()
    x = torch.tensor(digits.images, dtype=torch.float32) / 16
    y = torch.tensor(digits.target)
    net = nn.Sequential(nn.Flatten(), nn.Linear(64, 40), nn.ReLU(), nn.Linear(40, 10))
    train(net, DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True))
