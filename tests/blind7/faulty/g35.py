import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

torch.manual_seed(30)
X, y = make_moons(1000, noise=0.15, random_state=30)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.3, random_state=30)
Xa, Xb = torch.tensor(Xa).float(), torch.tensor(Xb).float()
ya, yb = torch.tensor(ya).float().view(-1, 1), torch.tensor(yb).float().view(-1, 1)
net = nn.Sequential(nn.Linear(2, 24), nn.ReLU(), nn.Linear(24, 24), nn.ReLU(), nn.Linear(24, 1))
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(20):
    tot = 0.0
    for x, label in DataLoader(TensorDataset(Xa, ya), batch_size=50, shuffle=True):
        opt.zero_grad()
        loss = F.binary_cross_entropy_with_logits(label, net(x))
        loss.backward()
        opt.step()
        tot += loss.item() * len(x)
    if epoch % 4 == 3:
        print(epoch + 1, tot / len(Xa))
with torch.no_grad():
    print("acc", ((net(Xb) > 0).float() == yb).float().mean().item())
