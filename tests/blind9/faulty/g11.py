# A deep network, the way my old textbook draws them.
import torch
from torch import nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)

cancer = load_breast_cancer()
a, b, c, d = train_test_split(cancer.data, cancer.target, test_size=0.25, random_state=4, stratify=cancer.target)
scale = StandardScaler().fit(a)
train_x = torch.tensor(scale.transform(a), dtype=torch.float32)
test_x = torch.tensor(scale.transform(b), dtype=torch.float32)
train_y, test_y = torch.tensor(c), torch.tensor(d)


def tower(depth, width, act):
    layers = [nn.Linear(30, width), act()]
    for _ in range(depth):
        layers.append(nn.Linear(width, width))
        layers.append(act())
    layers.append(nn.Linear(width, 2))
    return nn.Sequential(*layers)


net = tower(depth=9, width=24, act=nn.Sigmoid)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
loss_fn = nn.CrossEntropyLoss()
loader = torch.utils.data.DataLoader(
    torch.utils.data.TensorDataset(train_x, train_y), batch_size=32, shuffle=True)

for epoch in range(40):
    net.train()
    total = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(net(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
    if epoch % 8 == 7:
        net.eval()
        with torch.no_grad():
            acc = (net(test_x).argmax(1) == test_y).float().mean().item()
        print(f"epoch {epoch + 1:3d}  train {total / len(train_y):.4f}  test acc {acc:.3f}")
