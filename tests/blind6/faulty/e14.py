"""Distil a wide teacher into a small student on digits."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


def mlp(width):
    return nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10))


class Distiller:
    def __init__(self, teacher, student, T=4.0, alpha=0.7):
        self.teacher = teacher.eval()
        for p in self.teacher.parameters():
            p.requires_grad_(False)
        self.student = student
        self.T = T
        self.alpha = alpha
        self.kl = nn.KLDivLoss(reduction='batchmean')
        self.opt = torch.optim.Adam(student.parameters(), lr=1e-3)

    def loss(self, x, y):
        with torch.no_grad():
            t_logits = self.teacher(x)
        s_logits = self.student(x)
        soft_t = F.softmax(t_logits / self.T, dim=1)
        log_s = F.log_softmax(s_logits / self.T, dim=1)
        soft = self.kl(soft_t, log_s) * self.T ** 2
        hard = F.cross_entropy(s_logits, y)
        return self.alpha * soft + (1 - self.alpha) * hard

    def train_epoch(self, loader):
        self.student.train()
        for x, y in loader:
            self.opt.zero_grad()
            loss = self.loss(x, y)
            loss.backward()
            self.opt.step()
        return loss.item()


def train_teacher(model, loader, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for _ in range(epochs):
        for x, y in loader:
            opt.zero_grad()
            F.cross_entropy(model(x), y).backward()
            opt.step()


@torch.no_grad()
def accuracy(model, x, y):
    model.eval()
    return (model(x).argmax(1) == y).float().mean().item()


if __name__ == '__main__':
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=0)
    loader = DataLoader(TensorDataset(X_tr, y_tr), batch_size=64, shuffle=True)
    teacher, student = mlp(256), mlp(16)
    train_teacher(teacher, loader, 10)
    print('teacher', accuracy(teacher, X_te, y_te))
    d = Distiller(teacher, student)
    for e in range(5):
        print(e, d.train_epoch(loader), accuracy(student, X_te, y_te))
