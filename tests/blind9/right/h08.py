"""Teacher and student on handwritten digits."""
import argparse

import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--temperature", type=float, default=3.0)
parser.add_argument("--alpha", type=float, default=0.7)
parser.add_argument("--epochs", type=int, default=12)


def distill(student_out, teacher_out, y, temperature, alpha):
    soft_target = F.softmax(teacher_out / temperature, dim=1)
    soft = F.kl_div(F.log_softmax(student_out / temperature, dim=1), soft_target, reduction="batchmean")
    return alpha * temperature ** 2 * soft + (1 - alpha) * F.cross_entropy(student_out, y)


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


def main(args):
    torch.manual_seed(7)
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(X / 16, y, test_size=0.3, random_state=7, stratify=y)
    a, b = (torch.tensor(v, dtype=torch.float32) for v in (a, b))
    c, d = torch.tensor(c), torch.tensor(d)
    loader = DataLoader(TensorDataset(a, c), batch_size=32, shuffle=True)
    teacher = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Dropout(0.3), nn.Linear(256, 10))
    student = nn.Sequential(nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10))

    opt = torch.optim.Adam(teacher.parameters(), lr=2e-3)
    for _ in range(args.epochs):
        teacher.train()
        for x, t in loader:
            opt.zero_grad()
            F.cross_entropy(teacher(x), t).backward()
            opt.step()
    print("teacher", round(accuracy(teacher, b, d), 4))

    teacher.eval()
    opt = torch.optim.Adam(student.parameters(), lr=5e-3)
    for epoch in range(args.epochs):
        student.train()
        for x, t in loader:
            with torch.no_grad():
                guide = teacher(x)
            loss = distill(student(x), guide, t, args.temperature, args.alpha)
            opt.zero_grad()
            loss.backward()
            opt.step()
    print("student", round(accuracy(student, b, d), 4))


if __name__ == "__main__":
    main(parser.parse_args())
