import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits


class Trainer:
    def __init__(self, net):
        self.net = net
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = optim.SGD(net.parameters(), lr=0.1)

    def train_epoch(self, loader):
        self.net.train()
        total = 0.0
        for inputs, labels in loader:
            self.optimizer.zero_grad()
            outputs = self.net(inputs)
            loss = self.criterion(labels, outputs)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(labels)
        return total / len(loader.dataset)


torch.manual_seed(0)
digits = load_digits()
ds = TensorDataset(torch.tensor(digits.data, dtype=torch.float32) / 16, torch.tensor(digits.target))
trainer = Trainer(nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)))
for epoch in range(3):
    print(epoch, trainer.train_epoch(DataLoader(ds, batch_size=64, shuffle=True)))
