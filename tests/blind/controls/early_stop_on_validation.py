"""Right: the best epoch is chosen on the validation part, its weights are copied and loaded back, and the test part is used once."""
import copy

import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(0)
d = load_digits()
data = TensorDataset(torch.tensor(d.data, dtype=torch.float32) / 16, torch.tensor(d.target))
train_set, val_set, test_set = random_split(data, [1200, 297, 300], generator=torch.Generator().manual_seed(0))
train_loader = DataLoader(train_set, batch_size=40, shuffle=True)
val_loader = DataLoader(val_set, batch_size=99)
test_loader = DataLoader(test_set, batch_size=100)


def evaluate(model, loader):
    model.eval()
    total, hits, n = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            out = model(x)
            total += nn.functional.cross_entropy(out, y, reduction="sum").item()
            hits += (out.argmax(1) == y).sum().item()
            n += y.numel()
    return total / n, hits / n


model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, 10))
opt = torch.optim.Adam(model.parameters(), lr=3e-3)
best, best_state, bad = float("inf"), None, 0
for epoch in range(12):
    model.train()
    for x, y in train_loader:
        opt.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        opt.step()
    val_loss, val_acc = evaluate(model, val_loader)
    if val_loss < best:
        best, best_state, bad = val_loss, copy.deepcopy(model.state_dict()), 0
    else:
        bad += 1
        if bad == 3:
            break
model.load_state_dict(best_state)
print("stopped after", epoch, "test", evaluate(model, test_loader))
