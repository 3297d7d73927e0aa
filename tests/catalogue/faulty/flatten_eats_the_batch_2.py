import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, kernel_size=3, padding=1)
        self.relu = nn.ReLU()
        self.pool = nn.MaxPool2d(2)
        self.classifier = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))

    def forward(self, x):
        x = self.pool(self.relu(self.conv(x)))
        x = x.view(-1, 64)  # 일렬로 펼치기
        return self.classifier(x)


class Trainer:
    def __init__(self, model, lr=1e-3):
        self.model = model
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def train(self, loader, epochs):
        for epoch in range(epochs):
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = self.criterion(self.model(x), y)
                loss.backward()
                self.optimizer.step()
            print(f"{epoch} 손실 {loss.item():.4f}")


torch.manual_seed(0)
digits = load_digits()
data = TensorDataset(torch.tensor(digits.images / 16).float()[:, None], torch.tensor(digits.target))
Trainer(ConvNet()).train(DataLoader(data, batch_size=50, shuffle=True), 3)
