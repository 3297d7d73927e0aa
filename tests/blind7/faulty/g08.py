# 가중치 초기화 실험
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import TensorDataset, DataLoader

torch.manual_seed(4)
d = load_digits()
a, b, ya, yb = train_test_split(d.data, d.target, test_size=0.25, random_state=4)
m, s = a.mean(0), a.std(0) + 1e-1
a = torch.tensor((a - m) / s, dtype=torch.float32)
b = torch.tensor((b - m) / s, dtype=torch.float32)
ya, yb = torch.tensor(ya), torch.tensor(yb)

model = nn.Sequential(
    nn.Linear(64, 50), nn.Tanh(),
    nn.Linear(50, 50), nn.Tanh(),
    nn.Linear(50, 50), nn.Tanh(),
    nn.Linear(50, 10),
)


def init(m):
    if isinstance(m, nn.Linear) and m.out_features != 10:
        nn.init.normal_(m.weight, mean=0.0, std=3.0)
        nn.init.zeros_(m.bias)


model.apply(init)
opt = torch.optim.SGD(model.parameters(), lr=0.01)
ce = nn.CrossEntropyLoss()
loader = DataLoader(TensorDataset(a, ya), batch_size=64, shuffle=True)
for epoch in range(20):
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = ce(model(x), y)
        loss.backward()
        opt.step()
        total += loss.item() * len(y)
    if epoch % 4 == 3:
        print("에폭", epoch + 1, total / len(ya))
with torch.no_grad():
    print("정확도", (model(b).argmax(1) == yb).float().mean().item())
    h = model[:2](b)
    print("|tanh| > 0.99:", (h.abs() > 0.99).float().mean().item())
