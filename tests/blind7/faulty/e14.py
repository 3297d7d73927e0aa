import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

torch.manual_seed(33)
cfg = dict(lr=1e-3, epochs=30, batch=71, l2=1e-2, hidden=[32, 16])

raw = load_breast_cancer()
xtr, xte, ytr, yte = train_test_split(raw.data, raw.target, test_size=0.2, stratify=raw.target, random_state=33)
mean, std = xtr.mean(axis=0), xtr.std(axis=0)
to = lambda a: torch.as_tensor((a - mean) / std, dtype=torch.float32)
train_loader = DataLoader(TensorDataset(to(xtr), torch.as_tensor(ytr)), cfg["batch"], shuffle=True, drop_last=True)


def build(sizes):
    mods, prev = [], 30
    for s in sizes:
        mods += [nn.Linear(prev, s), nn.BatchNorm1d(s), nn.ReLU()]
        prev = s
    return nn.Sequential(*mods, nn.Linear(prev, 2))


def l2_term(module):
    total = torch.zeros(())
    for w in module.parameters():
        total = total + torch.norm(w, p=2)
    return total


model = build(cfg["hidden"])
optimizer = torch.optim.Adam(model.parameters(), lr=cfg["lr"])
criterion = nn.CrossEntropyLoss()

for epoch in range(cfg["epochs"]):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y) + cfg["l2"] * l2_term(model)
        loss.backward()
        optimizer.step()

model.eval()
with torch.no_grad():
    print((model(to(xte)).argmax(1) == torch.as_tensor(yte)).float().mean().item())
