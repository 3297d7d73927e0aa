import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(18)
X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32)
y = torch.tensor(y)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=18)
net = nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 10))
opt = torch.optim.SGD(net.parameters(), lr=1.0)
ce = nn.CrossEntropyLoss()
xt, yt = X[tr], y[tr]
for it in range(400):
    opt.zero_grad()
    loss = ce(net(xt), yt)
    loss.backward()
    opt.step()
    if it % 40 == 39:
        print(it + 1, loss.item())
with torch.no_grad():
    print("acc", (net(X[te]).argmax(1) == y[te]).float().mean().item())
