"""Knowledge distillation: a wide teacher, a narrow student, temperature 4."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

T = 4.0
ALPHA = 0.7


def mlp(width, depth, p=0.0):
    layers, d = [], 64
    for _ in range(depth):
        layers += [nn.Linear(d, width), nn.ReLU(), nn.Dropout(p)]
        d = width
    return nn.Sequential(*layers, nn.Linear(d, 10))


def distillation_loss(student_logits, teacher_logits, labels):
    soft_teacher = F.softmax(teacher_logits / T, dim=1)
    soft_student = F.log_softmax(student_logits / T, dim=1)
    kd = F.kl_div(soft_student, soft_teacher, reduction="batchmean") * T * T
    ce = F.cross_entropy(student_logits, labels)
    return ALPHA * kd + (1 - ALPHA) * ce


def train_teacher(net, loader, epochs):
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for _ in range(epochs):
        net.train()
        for x, y in loader:
            opt.zero_grad()
            F.cross_entropy(net(x), y).backward()
            opt.step()


def train_student(student, teacher, loader, epochs):
    teacher.eval()
    for p in teacher.parameters():
        p.requires_grad_(False)
    opt = torch.optim.Adam(student.parameters(), lr=3e-3)
    for _ in range(epochs):
        student.train()
        for x, y in loader:
            with torch.no_grad():
                t = teacher(x)
            loss = distillation_loss(student(x), t, y)
            opt.zero_grad()
            loss.backward()
            opt.step()


@torch.no_grad()
def score(net, x, y):
    net.eval()
    return (net(x).argmax(1) == y).float().mean().item()


if __name__ == "__main__":
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X = torch.tensor(X / 16, dtype=torch.float32)
    y = torch.tensor(y)
    tr, te = train_test_split(torch.arange(len(y)).numpy(), test_size=0.3, random_state=0)
    loader = DataLoader(TensorDataset(X[tr], y[tr]), batch_size=64, shuffle=True)

    teacher, student = mlp(256, 2, p=0.2), mlp(16, 1)
    train_teacher(teacher, loader, 25)
    train_student(student, teacher, loader, 40)
    print("teacher", score(teacher, X[te], y[te]), "student", score(student, X[te], y[te]))
