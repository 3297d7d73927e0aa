import torch
import torch.nn.functional as F
from torch import nn, optim
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(1)
X, y = load_breast_cancer(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.3, stratify=y, random_state=1)
sc = StandardScaler().fit(Xa)
Xa, Xb = torch.tensor(sc.transform(Xa)).float(), torch.tensor(sc.transform(Xb)).float()
ya, yb = torch.tensor(ya), torch.tensor(yb)


class Net(nn.Module):
    def __init__(self, p=0.4):
        super().__init__()
        self.fc1, self.bn1 = nn.Linear(30, 64), nn.BatchNorm1d(64)
        self.fc2, self.bn2 = nn.Linear(64, 64), nn.BatchNorm1d(64)
        self.fc3 = nn.Linear(64, 2)
        self.p = nn.Dropout(p)

    def forward(self, x):
        x = self.p(F.relu(self.bn1(self.fc1(x))))
        x = self.p(F.relu(self.bn2(self.fc2(x))))
        return self.fc3(x)


def check(model, step):
    model.eval()
    with torch.no_grad():
        out = model(Xb)
        loss = F.cross_entropy(out, yb).item()
        acc = (out.argmax(1) == yb).float().mean().item()
    print(f"step {step:4d} held-out loss {loss:.4f} acc {acc:.3f}")


model = Net()
optimizer = optim.Adam(model.parameters(), lr=1e-3)
step = 0
model.train()
for epoch in range(15):
    for idx in torch.randperm(len(Xa)).split(40):
        if len(idx) < 8:
            continue
        step += 1
        optimizer.zero_grad()
        loss = F.cross_entropy(model(Xa[idx]), ya[idx])
        loss.backward()
        optimizer.step()
        if step % 30 == 0:
            check(model, step)
