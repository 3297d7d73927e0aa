"""Right: Monte Carlo dropout: dropout is kept on during prediction on purpose, to get a spread."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
x = torch.rand(300, 1) * 4 - 2
y = torch.sin(2 * x) + 0.1 * torch.randn_like(x)
loader = DataLoader(TensorDataset(x, y), batch_size=30, shuffle=True)


class Regressor(nn.Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.fc1 = nn.Linear(1, 64)
        self.fc2 = nn.Linear(64, 64)
        self.fc3 = nn.Linear(64, 1)
        self.drop = nn.Dropout(p)

    def forward(self, t):
        t = self.drop(torch.relu(self.fc1(t)))
        t = self.drop(torch.relu(self.fc2(t)))
        return self.fc3(t)


def mc_predict(model, t, n_samples=30):
    """mean and spread over several dropout masks"""
    model.eval()
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.train()
    with torch.no_grad():
        draws = torch.stack([model(t) for _ in range(n_samples)])
    return draws.mean(0), draws.std(0)


model = Regressor()
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(6):
    model.train()
    for xb, yb in loader:
        opt.zero_grad()
        loss = nn.functional.mse_loss(model(xb), yb)
        loss.backward()
        opt.step()
    print(epoch, loss.item())
mean, std = mc_predict(model, torch.tensor([[0.0], [3.5]]))
print("inside", std[0].item(), "outside", std[1].item())
