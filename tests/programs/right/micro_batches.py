"""One large batch in small pieces: the gradient is the same, the memory is not."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 3, padding=1)
        self.conv2 = nn.Conv2d(12, 24, 3, padding=1)
        self.fc = nn.Linear(24 * 2 * 2, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc(x.flatten(1))


def train_step(model, optimizer, images, labels, micro_batch_size):
    optimizer.zero_grad()
    batch_loss = 0.0
    for x, y in zip(images.split(micro_batch_size), labels.split(micro_batch_size)):
        loss = F.cross_entropy(model(x), y, reduction="sum") / len(images)
        loss.backward()
        batch_loss += loss.item()
    optimizer.step()
    return batch_loss


def main():
    torch.manual_seed(0)
    digits = load_digits()
    X = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    y = torch.tensor(digits.target)
    order = torch.randperm(len(X))
    train_idx, test_idx = order[:1440], order[1440:]
    loader = DataLoader(TensorDataset(X[train_idx], y[train_idx]), batch_size=120, shuffle=True)

    model = ConvNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(4):
        losses = [train_step(model, optimizer, images, labels, micro_batch_size=40) for images, labels in loader]
        print(f"epoch {epoch + 1}: loss {sum(losses) / len(losses):.4f}")

    with torch.no_grad():
        accuracy = (model(X[test_idx]).argmax(1) == y[test_idx]).float().mean().item()
    print(f"accuracy {accuracy:.4f}")


if __name__ == "__main__":
    main()
