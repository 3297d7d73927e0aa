import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

torch.manual_seed(8)
data = load_diabetes()
x_tr, x_va, y_tr, y_va = train_test_split(data.data, data.target, test_size=0.4, random_state=8)


def norm(ref, a):
    return torch.tensor((a - ref.mean(0)) / ref.std(0), dtype=torch.float32)


xt, xv = norm(x_tr, x_tr), norm(x_tr, x_va)
yt, yv = norm(y_tr, y_tr)[:, None], norm(y_tr, y_va)[:, None]

net = nn.Sequential(nn.Linear(10, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
mse = nn.MSELoss()
EPOCHS = 150
for epoch in range(EPOCHS):
    net.train()
    tl = 0.0
    for idx in torch.randperm(len(xt)).split(32):
        optimizer.zero_grad()
        loss = mse(net(xt[idx]), yt[idx])
        loss.backward()
        optimizer.step()
        tl += loss.item() * len(idx)
    net.eval()
    with torch.no_grad():
        vl = mse(net(xv), yv).item()
    if epoch % 15 == 14 or epoch == 4:
        print(f"{epoch + 1:3d} train {tl / len(xt):.4f} val {vl:.4f}")
