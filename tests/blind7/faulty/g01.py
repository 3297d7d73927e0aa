import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SETTINGS = dict(lr=1.5, momentum=0.9, batch=64, epochs=12)

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
Xtr, Xva, ytr, yva = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
Xtr, Xva = torch.tensor(Xtr).float(), torch.tensor(Xva).float()
ytr, yva = torch.tensor(ytr), torch.tensor(yva)
dl = DataLoader(TensorDataset(Xtr, ytr), batch_size=SETTINGS["batch"], shuffle=True)
net = nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))
opt = torch.optim.SGD(net.parameters(), lr=SETTINGS["lr"], momentum=SETTINGS["momentum"])
ce = nn.CrossEntropyLoss()
for epoch in range(SETTINGS["epochs"]):
    s = 0.0
    for xb, yb in dl:
        opt.zero_grad()
        loss = ce(net(xb), yb)
        loss.backward()
        opt.step()
        s += loss.item() * len(yb)
    with torch.no_grad():
        acc = (net(Xva).argmax(1) == yva).float().mean().item()
    print(f"epoch {epoch} loss {s / len(ytr):.4f} acc {acc:.3f}")
