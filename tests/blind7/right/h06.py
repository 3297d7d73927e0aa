import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

torch.manual_seed(5)
X, y = make_moons(1200, noise=0.12, random_state=5)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=5)
f = lambda a: torch.tensor(a, dtype=torch.float32)
dl = DataLoader(TensorDataset(f(Xa), f(ya)), batch_size=60, shuffle=True)
net = nn.Sequential(nn.Linear(2, 32), nn.Softplus(), nn.Linear(32, 32), nn.Softplus(), nn.Linear(32, 1))
opt = torch.optim.Adam(net.parameters(), lr=2e-2)
bce = nn.BCEWithLogitsLoss()
for epoch in range(40):
    for x, t in dl:
        x.requires_grad_(True)
        z = net(x).squeeze(1)
        g, = torch.autograd.grad(z.sum(), x, create_graph=True)
        loss = bce(z, t) + 1e-3 * g.pow(2).sum(1).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    if epoch % 5 == 4:
        print(epoch + 1, loss.item())
with torch.no_grad():
    print("acc", ((net(f(Xb)).squeeze(1) > 0).float() == f(yb)).float().mean().item())
