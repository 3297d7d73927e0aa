"""Monte Carlo dropout: predictive mean and spread for a regression problem."""
import torch
import torch.nn as nn
from sklearn.datasets import make_friedman1
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class BayesianMLP(nn.Module):
    def __init__(self, d_in, hidden=64, p=0.1):
        super().__init__()
        self.fc1 = nn.Linear(d_in, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.out = nn.Linear(hidden, 1)
        self.drop = nn.Dropout(p)

    def forward(self, x):
        x = self.drop(torch.relu(self.fc1(x)))
        x = self.drop(torch.relu(self.fc2(x)))
        return self.out(x)


def enable_dropout(model):
    """Put only the dropout layers into training mode."""
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.train()


@torch.no_grad()
def mc_predict(model, x, n_samples=50):
    model.eval()
    enable_dropout(model)
    draws = torch.stack([model(x) for _ in range(n_samples)])
    return draws.mean(0), draws.std(0)


torch.manual_seed(30)
X, y = make_friedman1(n_samples=1200, n_features=8, noise=0.5, random_state=30)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=30)
mx, sx, my, sy = X_train.mean(0), X_train.std(0), y_train.mean(), y_train.std()


def tensor_pair(a, b):
    return (torch.tensor((a - mx) / sx, dtype=torch.float32),
            torch.tensor((b - my) / sy, dtype=torch.float32).unsqueeze(1))


x_train, t_train = tensor_pair(X_train, y_train)
x_test, t_test = tensor_pair(X_test, y_test)
loader = DataLoader(TensorDataset(x_train, t_train), batch_size=32, shuffle=True)
model = BayesianMLP(8)
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(30):
    model.train()
    for xb, tb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), tb)
        loss.backward()
        optimizer.step()
    if (epoch + 1) % 10 == 0:
        model.eval()
        with torch.no_grad():
            plain = criterion(model(x_test), t_test).item()
        print(f'epoch {epoch + 1}: test mse {plain:.4f}')

mean, spread = mc_predict(model, x_test)
print(f'MC dropout: test mse {criterion(mean, t_test).item():.4f}, mean spread {spread.mean().item():.3f}')
