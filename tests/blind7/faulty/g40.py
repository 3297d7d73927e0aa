import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

CONFIG = {"lr": 1e-2, "epochs": 10, "batch": 64}
torch.manual_seed(35)
X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32)
y = torch.tensor(y)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=35)


class Scorer(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 48), nn.ReLU())
        self.scores = nn.Linear(48, 10)

    def forward(self, x):
        return self.scores(self.body(x))


net = Scorer()
nll = nn.NLLLoss()
opt = torch.optim.Adam(net.parameters(), lr=CONFIG["lr"])
for e in range(CONFIG["epochs"]):
    tot = 0.0
    for x, t in DataLoader(TensorDataset(X[tr], y[tr]), batch_size=CONFIG["batch"], shuffle=True):
        opt.zero_grad()
        loss = nll(net(x), t)
        loss.backward()
        opt.step()
        tot += loss.item() * len(t)
    print(e, tot / len(tr))
with torch.no_grad():
    print("acc", (net(X[te]).argmax(1) == y[te]).float().mean().item())
