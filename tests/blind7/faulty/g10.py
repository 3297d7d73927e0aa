import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(7)
hp = {"lr": 5e-3, "weight_decay": 1.0, "epochs": 80, "batch_size": 32}
X, y = load_wine(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.3, random_state=7, stratify=y)
sc = StandardScaler().fit(Xa)
Xa, Xb = torch.tensor(sc.transform(Xa)).float(), torch.tensor(sc.transform(Xb)).float()
ya, yb = torch.tensor(ya), torch.tensor(yb)
net = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 3))
opt = torch.optim.Adam(net.parameters(), lr=hp["lr"], weight_decay=hp["weight_decay"])
loss_fn = nn.CrossEntropyLoss()
dl = DataLoader(TensorDataset(Xa, ya), batch_size=hp["batch_size"], shuffle=True)
for epoch in range(hp["epochs"]):
    tot = 0.0
    for x, t in dl:
        opt.zero_grad()
        loss = loss_fn(net(x), t)
        loss.backward()
        opt.step()
        tot += loss.item() * len(t)
    if epoch % 20 == 19:
        print(epoch + 1, tot / len(ya))
with torch.no_grad():
    p = net(Xb).argmax(1)
print("predicted classes", p.bincount(minlength=3).tolist(), "acc", (p == yb).float().mean().item())
