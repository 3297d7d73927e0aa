"""Right: two heads, their losses are summed and go backward once; the tensors are added on purpose within one step."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X = torch.randn(480, 8)
y_cls = (X[:, 0] + X[:, 1] > 0).long()
y_reg = (X[:, 2] * 0.5 - X[:, 3]).unsqueeze(1)
loader = DataLoader(TensorDataset(X, y_cls, y_reg), batch_size=32, shuffle=True)


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(8, 32), nn.ReLU())
        self.cls = nn.Linear(32, 2)
        self.reg = nn.Linear(32, 1)

    def forward(self, x):
        h = self.trunk(x)
        return self.cls(h), self.reg(h)


model = TwoHeads()
ce, mse = nn.CrossEntropyLoss(), nn.MSELoss()
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(4):
    model.train()
    sums = {"cls": 0.0, "reg": 0.0}
    for x, c, r in loader:
        opt.zero_grad()
        logits, value = model(x)
        parts = {"cls": ce(logits, c), "reg": mse(value, r)}
        loss = 0
        for k, part in parts.items():
            loss = loss + part
            sums[k] += part.item()
        loss.backward()
        opt.step()
    print(epoch, {k: round(v / len(loader), 4) for k, v in sums.items()})
