"""Right: knowledge distillation: softmax of the teacher and log_softmax of the student go into KLDivLoss on purpose."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
T, ALPHA = 3.0, 0.7


def mlp(h):
    return nn.Sequential(nn.Linear(64, h), nn.ReLU(), nn.Linear(h, 10))


def distillation_loss(student_logits, teacher_logits, labels):
    soft = F.kl_div(F.log_softmax(student_logits / T, dim=1), F.softmax(teacher_logits / T, dim=1),
                    reduction="batchmean") * T * T
    return ALPHA * soft + (1 - ALPHA) * F.cross_entropy(student_logits, labels)


d = load_digits()
X, y = torch.tensor(d.data, dtype=torch.float32) / 16, torch.tensor(d.target)
loader = DataLoader(TensorDataset(X[:1400], y[:1400]), batch_size=50, shuffle=True)
teacher, student = mlp(128), mlp(16)
opt_t = torch.optim.Adam(teacher.parameters(), lr=3e-3)
for _ in range(3):
    for xb, yb in loader:
        opt_t.zero_grad()
        F.cross_entropy(teacher(xb), yb).backward()
        opt_t.step()
teacher.eval()
opt_s = torch.optim.Adam(student.parameters(), lr=3e-3)
for epoch in range(3):
    student.train()
    for xb, yb in loader:
        with torch.no_grad():
            t = teacher(xb)
        loss = distillation_loss(student(xb), t, yb)
        opt_s.zero_grad()
        loss.backward()
        opt_s.step()
    student.eval()
    with torch.no_grad():
        print(epoch, (student(X[1400:]).argmax(1) == y[1400:]).float().mean().item())
