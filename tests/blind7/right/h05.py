import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(4)
X, y = load_digits(return_X_y=True)
X = torch.tensor(X / 16, dtype=torch.float32)
y = torch.tensor(y)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=4)
dl = DataLoader(TensorDataset(X[tr], y[tr]), batch_size=64, shuffle=True)
teacher = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))
student = nn.Sequential(nn.Linear(64, 12), nn.ReLU(), nn.Linear(12, 10))
TEMP, ALPHA = 3.0, 0.7


def acc(net):
    net.eval()
    with torch.no_grad():
        return (net(X[te]).argmax(1) == y[te]).float().mean().item()


opt = torch.optim.Adam(teacher.parameters(), lr=2e-3)
for epoch in range(15):
    teacher.train()
    for x, t in dl:
        opt.zero_grad()
        F.cross_entropy(teacher(x), t).backward()
        opt.step()
print("teacher", acc(teacher))

teacher.eval()
opt = torch.optim.Adam(student.parameters(), lr=5e-3)
kl = nn.KLDivLoss(reduction="batchmean")
for epoch in range(25):
    student.train()
    for x, t in dl:
        with torch.no_grad():
            soft = F.softmax(teacher(x) / TEMP, dim=1)
        z = student(x)
        loss = ALPHA * TEMP ** 2 * kl(F.log_softmax(z / TEMP, dim=1), soft) + (1 - ALPHA) * F.cross_entropy(z, t)
        opt.zero_grad()
        loss.backward()
        opt.step()
print("student", acc(student), "loss", loss.item())
