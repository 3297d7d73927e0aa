"""Right: a smoke test prints a shape, code in a string shows a wrong loop as a warning, and detach is used for metrics only."""
import torch
import torch.nn as nn
from sklearn.datasets import make_moons
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)

NOTE = """
do NOT write it like this:
for x, y in loader:
    loss = criterion(torch.softmax(model(x), dim=1), y)
    loss.backward()
    optimizer.step()
"""


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        act = nn.ReLU()
        self.layers = nn.Sequential(nn.Linear(2, 16), act, nn.Linear(16, 16), act, nn.Linear(16, 2))

    def forward(self, x):
        return self.layers(x)


net = Net()
print("output shape", net(torch.randn(4, 2)).shape)
X, y = make_moons(400, noise=0.15, random_state=0)
loader = DataLoader(TensorDataset(torch.tensor(X).float(), torch.tensor(y)), batch_size=40, shuffle=True)
opt = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for epoch in range(4):
    total, hits = 0.0, 0
    for xb, yb in loader:
        out = net(xb)
        loss = criterion(out, yb)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += float(loss.detach())
        hits += int((out.detach().argmax(1) == yb).sum())
    norm = sum(p.grad.norm().item() ** 2 for p in net.parameters()) ** 0.5
    print(f"epoch {epoch} loss {total / len(loader):.4f} acc {hits / len(X):.3f} gradient {norm:.3f}")
print(len(NOTE.splitlines()), "lines of advice")
