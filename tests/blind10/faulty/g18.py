"""Mixture of experts on a piecewise-defined function."""
import torch
from torch import nn, Tensor
import torch.nn.functional as F


class Expert(nn.Module):
    def __init__(self, d_in: int, d_hidden: int):
        super().__init__()
        self.fc1 = nn.Linear(d_in, d_hidden)
        self.fc2 = nn.Linear(d_hidden, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(torch.tanh(self.fc1(x)))


class MixtureOfExperts(nn.Module):
    def __init__(self, d_in: int, n_experts: int = 4, d_hidden: int = 16):
        super().__init__()
        self.experts = nn.ModuleList(Expert(d_in, d_hidden) for _ in range(n_experts))
        self.gate = nn.Linear(d_in, n_experts)

    def forward(self, x: Tensor) -> Tensor:
        weights = F.softmax(self.gate(x), dim=0)                         # (batch, experts)
        outputs = torch.stack([e(x) for e in self.experts], dim=1)       # (batch, experts, 3)
        return (weights.unsqueeze(-1) * outputs).sum(dim=1)


def target_function(x: Tensor) -> Tensor:
    region = (x[:, 0] > 0).float() * 2 + (x[:, 1] > 0).float()
    a = torch.stack([torch.sin(3 * x[:, 2]), x[:, 2] ** 2, -x[:, 3]], dim=1)
    b = torch.stack([x[:, 3], -torch.sin(3 * x[:, 2]), x[:, 2]], dim=1)
    return torch.where((region % 2 == 0).unsqueeze(1), a, b) + 0.3 * region.unsqueeze(1)


def train() -> None:
    torch.manual_seed(17)
    x = torch.randn(2400, 4)
    y = target_function(x) + 0.05 * torch.randn(2400, 3)
    y = (y - y[:2000].mean(0)) / y[:2000].std(0)
    x_train, y_train, x_test, y_test = x[:2000], y[:2000], x[2000:], y[2000:]

    model = MixtureOfExperts(4)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(40):
        model.train()
        for idx in torch.randperm(2000).split(100):
            loss = F.mse_loss(model(x_train[idx]), y_train[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if epoch % 8 == 7:
            model.eval()
            with torch.no_grad():
                test = F.mse_loss(model(x_test), y_test)
                single = torch.cat([model(x_test[i:i + 1]) for i in range(100)])
            print(f"epoch {epoch + 1:2d} train {loss:.4f} test {test:.4f} "
                  f"one by one {F.mse_loss(single, y_test[:100]):.4f}")


if __name__ == "__main__":
    train()
