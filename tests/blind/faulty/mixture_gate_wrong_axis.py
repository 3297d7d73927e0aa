import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Expert(nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d_in, 24), nn.ReLU(), nn.Linear(24, d_out))

    def forward(self, x):
        return self.net(x)


class Gate(nn.Module):
    def __init__(self, d_in, n_experts):
        super().__init__()
        self.linear = nn.Linear(d_in, n_experts)
        self.softmax = nn.Softmax(dim=0)

    def forward(self, x):
        return self.softmax(self.linear(x))


class MixtureOfExperts(nn.Module):
    def __init__(self, d_in=64, d_out=10, n_experts=4):
        super().__init__()
        self.experts = nn.ModuleList([Expert(d_in, d_out) for _ in range(n_experts)])
        self.gate = Gate(d_in, n_experts)

    def forward(self, x):
        weights = self.gate(x)
        outs = torch.stack([e(x) for e in self.experts], dim=1)
        return (weights.unsqueeze(-1) * outs).sum(dim=1)


def accuracy(model, x, y, batch_size):
    model.eval()
    hits = 0
    with torch.no_grad():
        for i in range(0, len(x), batch_size):
            hits += (model(x[i:i + batch_size]).argmax(-1) == y[i:i + batch_size]).sum().item()
    return hits / len(x)


d = load_digits()
X = torch.tensor(d.data, dtype=torch.float32) / 16
y = torch.tensor(d.target)
X_train, y_train, X_test, y_test = X[:1440], y[:1440], X[1440:], y[1440:]
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=48, shuffle=True)
model = MixtureOfExperts()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
loss_fn = nn.CrossEntropyLoss()
for epoch in range(4):
    model.train()
    for xb, yb in loader:
        opt.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        opt.step()
    print(epoch, round(loss.item(), 4), "acc", round(accuracy(model, X_test, y_test, 48), 4))
row = model.gate(X_test[:8]).sum(dim=1)
print("gate weights of the first samples sum to", row.tolist())
