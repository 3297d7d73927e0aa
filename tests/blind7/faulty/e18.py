import torch
from torch import nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HP = {"epochs": 20, "bs": 50, "lr": 0.1, "decay_every_epochs": 5, "gamma": 0.3}

torch.manual_seed(10)
X, y = load_digits(return_X_y=True)
Xa, Xb, ya, yb = train_test_split((X / 16).astype("float32"), y, test_size=0.2, random_state=10)
dl = DataLoader(TensorDataset(torch.from_numpy(Xa), torch.from_numpy(ya)), batch_size=HP["bs"], shuffle=True)

net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(net.parameters(), lr=HP["lr"], momentum=0.9)
scheduler = StepLR(optimizer, step_size=HP["decay_every_epochs"], gamma=HP["gamma"])
ce = nn.CrossEntropyLoss()


def train_epoch():
    s = 0.0
    for x, t in dl:
        optimizer.zero_grad()
        loss = ce(net(x), t)
        loss.backward()
        optimizer.step()
        scheduler.step()
        s += loss.item() * len(t)
    return s / len(ya)


for e in range(HP["epochs"]):
    print(f"epoch {e:2d} loss {train_epoch():.4f} lr {scheduler.get_last_lr()[0]:.5f}")

with torch.no_grad():
    print("test", (net(torch.from_numpy(Xb)).argmax(1) == torch.from_numpy(yb)).float().mean().item())
