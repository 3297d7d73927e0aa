"""Knowledge distillation on digits: wide teacher, narrow student."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

T = 3.0


def mlp(width):
    return nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, 10))


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


torch.manual_seed(0)
d = load_digits()
xa, xb, ya, yb = train_test_split(d.data / 16.0, d.target, test_size=0.3, random_state=0, stratify=d.target)
xa, xb = torch.tensor(xa).float(), torch.tensor(xb).float()
ya, yb = torch.tensor(ya), torch.tensor(yb)
loader = DataLoader(TensorDataset(xa, ya), batch_size=64, shuffle=True)

teacher = mlp(256)
opt = torch.optim.Adam(teacher.parameters(), lr=2e-3)
for _ in range(20):
    teacher.train()
    for x, y in loader:
        opt.zero_grad()
        F.cross_entropy(teacher(x), y).backward()
        opt.step()
print('teacher accuracy', accuracy(teacher, xb, yb))

student = mlp(12)
opt = torch.optim.Adam(student.parameters(), lr=2e-3)
teacher.eval()
for epoch in range(20):
    student.train()
    tot = 0.0
    for x, _ in loader:
        with torch.no_grad():
            soft_target = F.softmax(teacher(x) / T, dim=1)
        log_p = F.log_softmax(student(x) / T, dim=1)
        loss = F.kl_div(soft_target, log_p, reduction='batchmean') * T * T
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item()
    if epoch % 4 == 3:
        print(f'epoch {epoch + 1} distill loss {tot / len(loader):.4f} student accuracy {accuracy(student, xb, yb):.4f}')
