"""Weights and activations rounded to 4 bits in the forward pass, gradients straight through (Bengio et al. 2013)."""

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
xa, xb, ya, yb = (torch.tensor(part) for part in train_test_split(features / 16, labels, random_state=0))
xa, xb = xa.float(), xb.float()


class Rounded(torch.autograd.Function):
    @staticmethod
    def forward(ctx, values, scale):
        return (values / scale).round().clamp(-8, 7) * scale

    @staticmethod
    def backward(ctx, slope):
        return slope, None


class QuantLinear(nn.Linear):
    def forward(self, x):
        scale = self.weight.detach().abs().max() / 7
        return nn.functional.linear(x, Rounded.apply(self.weight, scale), self.bias)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = QuantLinear(64, 64), QuantLinear(64, 10)

    def forward(self, x):
        hidden = torch.relu(self.first(x))
        hidden = Rounded.apply(hidden, hidden.detach().max() / 7)
        return self.second(hidden)


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(10):
    model.train()
    for rows in torch.randperm(len(xa)).split(64):
        loss = nn.functional.cross_entropy(model(xa[rows]), ya[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        right = (model(xb).argmax(1) == yb).float().mean().item()
print(loss.item(), right)
