import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        x = self.fc2(x)
        return F.log_softmax(x, dim=0)


class Experiment:
    def __init__(self, seed=0):
        torch.manual_seed(seed)
        X, y = load_digits(return_X_y=True)
        a, b, ya, yb = train_test_split(X / 16, y, test_size=0.2, random_state=seed)
        self.train_loader = DataLoader(TensorDataset(torch.tensor(a).float(), torch.tensor(ya)), 64, shuffle=True)
        self.test_loader = DataLoader(TensorDataset(torch.tensor(b).float(), torch.tensor(yb)), 64)
        self.model = MLP()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)

    def train(self):
        self.model.train()
        for x, y in self.train_loader:
            self.optimizer.zero_grad()
            loss = F.nll_loss(self.model(x), y)
            loss.backward()
            self.optimizer.step()
        return loss.item()

    def test(self):
        self.model.eval()
        hits = 0
        with torch.no_grad():
            for x, y in self.test_loader:
                hits += (self.model(x).argmax(1) == y).sum().item()
        return hits / len(self.test_loader.dataset)


exp = Experiment()
for epoch in range(6):
    print(epoch, exp.train())
print("test accuracy", exp.test())
