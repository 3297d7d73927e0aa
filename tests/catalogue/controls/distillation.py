import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def mlp(hidden):
    return nn.Sequential(nn.Linear(64, hidden), nn.ReLU(), nn.Linear(hidden, 10))


def train_teacher(model, loader, epochs=6):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def distill(student, teacher, loader, T=3.0, alpha=0.7, epochs=6):
    kl = nn.KLDivLoss(reduction="batchmean")
    optimizer = torch.optim.Adam(student.parameters(), lr=2e-3)
    teacher.eval()
    for _ in range(epochs):
        student.train()
        for x, y in loader:
            with torch.no_grad():
                soft = F.softmax(teacher(x) / T, dim=1)
            logits = student(x)
            loss = alpha * T * T * kl(F.log_softmax(logits / T, dim=1), soft) + (1 - alpha) * F.cross_entropy(logits, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X / 16, y, test_size=0.2, random_state=0)
loader = DataLoader(TensorDataset(torch.tensor(Xa).float(), torch.tensor(ya)), batch_size=64, shuffle=True)
teacher, student = mlp(128), mlp(12)
train_teacher(teacher, loader)
distill(student, teacher, loader)
student.eval()
with torch.no_grad():
    for name, m in [("teacher", teacher), ("student", student)]:
        print(name, (m(torch.tensor(Xb).float()).argmax(1) == torch.tensor(yb)).float().mean().item())
