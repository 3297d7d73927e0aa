import torch
import torch.nn as nn
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

torch.manual_seed(0)
X, y = make_moons(1000, noise=0.15, random_state=0)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.3, random_state=0)
Xa, Xb = torch.tensor(Xa).float(), torch.tensor(Xb).float()
ya, yb = torch.tensor(ya).float(), torch.tensor(yb).float()

net = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
criterion = nn.BCEWithLogitsLoss()

for step in range(1, 601):
    logits = net(Xa).squeeze(1)
    loss = criterion(logits, ya)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 60 == 0:
        with torch.no_grad():
            z = net(Xb).squeeze(1)
            print(f'step {step} train {loss.item():.4f} val {criterion(z, yb).item():.4f} acc {((z > 0).float() == yb).float().mean().item():.3f}')
