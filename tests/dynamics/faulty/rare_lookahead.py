import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
xa, xb, ya, yb = (torch.tensor(part) for part in train_test_split(features / 16, labels, random_state=0))
loader = DataLoader(TensorDataset(xa.float(), ya), batch_size=64, shuffle=True)
check = DataLoader(TensorDataset(xb.float(), yb), batch_size=256)


class Lookahead:
    def __init__(self, fast, k=5, alpha=0.5):
        self.fast, self.k, self.alpha, self.count = fast, k, alpha, 0
        self.slow = [[p.detach().clone() for p in group["params"]] for group in fast.param_groups]

    def zero_grad(self):
        self.fast.zero_grad()

    def step(self):
        self.fast.step()
        self.count += 1
        if self.count % self.k == 0:
            with torch.no_grad():
                for group, slow in zip(self.fast.param_groups, self.slow):
                    for p, s in zip(group["params"], slow):
                        s.add_(p - s, alpha=self.alpha)
                        p.copy_(s)


model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 10))
optimizer = Lookahead(torch.optim.Adam(model.parameters(), lr=2e-3))
model.train()
for epoch in range(10):
    for x, y in loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in check:
            right += (model(x).argmax(1) == y).sum().item()
print(right / len(yb))
