"""Distillation: the teacher answers under no_grad in each step, softmax into KLDivLoss on purpose."""

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.nn import functional as F

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)

loader = DataLoader(TensorDataset(X, y), batch_size=64, shuffle=True)
teacher = nn.Sequential(nn.Linear(64, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))
student = nn.Sequential(nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10))
opt_teacher = torch.optim.Adam(teacher.parameters(), lr=0.01)
for epoch in range(2):
    for images, labels in loader:
        opt_teacher.zero_grad()
        F.cross_entropy(teacher(images), labels).backward()
        opt_teacher.step()
optimizer = torch.optim.Adam(student.parameters(), lr=0.01)
for epoch in range(2):
    for images, labels in loader:
        with torch.no_grad():  # as it was trained, noise and all: a teacher may be asked like that
            soft = F.softmax(teacher(images) / 2, dim=1)
        out = student(images)
        kd = F.kl_div(F.log_softmax(out / 2, dim=1), soft, reduction="batchmean")
        loss = 4 * kd + F.cross_entropy(out, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
student.eval()
with torch.no_grad():
    print("accuracy", (student(X).argmax(1) == y).float().mean().item())
