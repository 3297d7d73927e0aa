import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

torch.manual_seed(0)
X, y = load_wine(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
m, s = Xa.mean(0), Xa.std(0)
z = lambda a: torch.tensor((a - m) / s, dtype=torch.float32)
dl = DataLoader(TensorDataset(z(Xa), torch.tensor(ya)), batch_size=19, shuffle=True)
net = nn.Sequential(nn.Linear(13, 16), nn.SELU(), nn.Linear(16, 3))
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
for epoch in range(30):
    total = torch.zeros(())
    for x, t in dl:
        loss = nn.functional.cross_entropy(net(x), t)
        opt.zero_grad()
        loss.backward()
        opt.step()
        total += loss.detach() * len(t)
    print(epoch, total.item() / len(ya))
with torch.no_grad():
    print("acc", (net(z(Xb)).argmax(1) == torch.tensor(yb)).float().mean().item())
