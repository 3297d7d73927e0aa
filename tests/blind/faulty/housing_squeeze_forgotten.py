import torch
import torch.nn as nn
from sklearn.datasets import make_friedman1
from torch.utils.data import DataLoader, Dataset, random_split

torch.manual_seed(0)


class HousingDataset(Dataset):
    def __init__(self, n=600):
        X, y = make_friedman1(n_samples=n, n_features=8, noise=0.5, random_state=0)
        self.X = torch.tensor(X, dtype=torch.float32)
        y = (y - 14.0) / 5.0
        self.y = torch.tensor(y, dtype=torch.float32)

    def __len__(self):
        return len(self.X)

    def __getitem__(self, idx):
        return self.X[idx], self.y[idx]


class HousingMLP(nn.Module):
    def __init__(self, input_size=8):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(input_size, 64),
            nn.ReLU(),
            nn.Linear(64, 32),
            nn.ReLU(),
            nn.Linear(32, 1),
        )

    def forward(self, x):
        return self.layers(x)


dataset = HousingDataset()
train_set, test_set = random_split(dataset, [480, 120], generator=torch.Generator().manual_seed(0))
trainloader = DataLoader(train_set, batch_size=10, shuffle=True)
testloader = DataLoader(test_set, batch_size=120)

mlp = HousingMLP()
loss_function = nn.MSELoss()
optimizer = torch.optim.Adam(mlp.parameters(), lr=1e-3)

for epoch in range(0, 4):
    print(f'Starting epoch {epoch+1}')
    mlp.train()
    current_loss = 0.0
    for i, data in enumerate(trainloader):
        inputs, targets = data
        optimizer.zero_grad()
        outputs = mlp(inputs)
        loss = loss_function(outputs, targets)
        loss.backward()
        optimizer.step()
        current_loss += loss.item()
    print('Loss after epoch: %.3f' % (current_loss / len(trainloader)))

mlp.eval()
with torch.no_grad():
    for inputs, targets in testloader:
        pred = mlp(inputs).squeeze(1)
        print("spread of predictions", pred.std().item(), "of targets", targets.std().item())
        print("test mse", ((pred - targets) ** 2).mean().item())
