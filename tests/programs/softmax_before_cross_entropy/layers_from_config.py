import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split

CONFIG = [
    {"type": "linear", "in": 64, "out": 100},
    {"type": "relu"},
    {"type": "dropout", "p": 0.1},
    {"type": "linear", "in": 100, "out": 50},
    {"type": "relu"},
    {"type": "linear", "in": 50, "out": 10},
    {"type": "softmax"},
]


class ConfigNet(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.body = nn.Sequential()
        for i, spec in enumerate(config):
            kind = spec["type"]
            if kind == "linear":
                layer = nn.Linear(spec["in"], spec["out"])
            elif kind == "relu":
                layer = nn.ReLU()
            elif kind == "dropout":
                layer = nn.Dropout(spec["p"])
            elif kind == "softmax":
                layer = nn.Softmax(dim=-1)
            else:
                raise ValueError(f"unknown layer {kind}")
            self.body.add_module(f"{i}_{kind}", layer)

    def forward(self, x):
        return self.body(x)


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
dataset = TensorDataset(torch.tensor(X / 16.0, dtype=torch.float32), torch.tensor(y))
train_set, val_set = random_split(dataset, [1437, 360])
train_loader = DataLoader(train_set, batch_size=48, shuffle=True)
val_loader = DataLoader(val_set, batch_size=120)

net = ConfigNet(CONFIG)
print(net)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)

for epoch in range(5):
    net.train()
    running_loss = 0.0
    for inputs, targets in train_loader:
        optimizer.zero_grad()
        loss = criterion(net(inputs), targets)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()

    net.eval()
    hits = 0
    with torch.no_grad():
        for inputs, targets in val_loader:
            hits += (net(inputs).argmax(-1) == targets).sum().item()
    print(f"[{epoch + 1}] train loss {running_loss / len(train_loader):.3f}  val acc {hits / len(val_set):.3f}")
