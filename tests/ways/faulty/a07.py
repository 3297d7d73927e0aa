import torch
from torch import nn
CONFIG = {"in": 30, "hidden": [64, 32], "out": 4, "act": "relu", "head": "softmax"}
ACTS = {"relu": nn.ReLU, "softmax": lambda: nn.Softmax(dim=1)}
def build(cfg):
    layers, prev = [], cfg["in"]
    for h in cfg["hidden"]:
        layers += [nn.Linear(prev, h), ACTS[cfg["act"]]()]
        prev = h
    layers.append(nn.Linear(prev, cfg["out"]))
    layers.append(ACTS[cfg["head"]]())
    return nn.Sequential(*layers)
model = build(CONFIG)
opt = torch.optim.Adam(model.parameters())
X = torch.randn(200, 30); y = torch.randint(0, 4, (200,))
criterion = nn.CrossEntropyLoss()
for epoch in range(100):
    opt.zero_grad()
    out = model(X)
    loss = criterion(out, y)
    loss.backward()
    opt.step()
