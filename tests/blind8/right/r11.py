"""Knowledge distillation with temperature."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def mlp(width, p=0.0):
    return nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Dropout(p), nn.Linear(width, 10))


def kd_loss(student_out, labels, teacher_out, T=4.0, alpha=0.7):
    soft = nn.KLDivLoss(reduction='batchmean')(F.log_softmax(student_out / T, dim=1), F.softmax(teacher_out / T, dim=1))
    hard = F.cross_entropy(student_out, labels)
    return soft * (alpha * T * T) + hard * (1. - alpha)


class Distiller:
    def __init__(self, student, teacher):
        self.student, self.teacher = student, teacher
        self.teacher.eval()
        for p in self.teacher.parameters():
            p.requires_grad_(False)
        self.opt = torch.optim.Adam(self.student.parameters(), lr=2e-3)

    def epoch(self, loader):
        self.student.train()
        for x, y in loader:
            with torch.no_grad():
                t = self.teacher(x)
            loss = kd_loss(self.student(x), y, t)
            self.opt.zero_grad()
            loss.backward()
            self.opt.step()
        return loss.item()


def fit(model, loader, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(epochs):
        model.train()
        for x, y in loader:
            opt.zero_grad()
            F.cross_entropy(model(x), y).backward()
            opt.step()


def acc(model, x, y):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


if __name__ == '__main__':
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    xa, xb, ya, yb = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), random_state=0)
    loader = DataLoader(TensorDataset(xa, ya), batch_size=64, shuffle=True)
    teacher = mlp(256, 0.3)
    fit(teacher, loader, 10)
    distiller = Distiller(mlp(16), teacher)
    for e in range(12):
        distiller.epoch(loader)
    print('teacher', acc(teacher, xb, yb), 'student', acc(distiller.student, xb, yb))
