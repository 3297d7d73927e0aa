import torch
import torch.nn as nn
import torch.optim as optim
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(64, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        return self.fc2(x)


def train(net, loader, epochs):
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    for epoch in range(epochs):
        correct, total = 0, 0
        for inputs, labels in loader:
            optimizer.zero_grad()
            outputs = net(inputs).data
            loss = criterion(outputs, labels)
            loss.backward()
            optimizer.step()
            # 정확도 계산
            predicted = torch.max(outputs, 1)[1]
            correct += (predicted == labels).sum().item()
            total += labels.size(0)
        print(f"에폭 {epoch + 1}: 정확도 {correct / total:.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    digits = load_digits()
    data = TensorDataset(torch.from_numpy(digits.data).float() / 16, torch.from_numpy(digits.target))
    train(Net(), DataLoader(data, batch_size=64, shuffle=True), 5)
