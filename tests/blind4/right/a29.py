import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def mlp(hidden, depth):
    layers, width = [], 64
    for _ in range(depth):
        layers += [nn.Linear(width, hidden), nn.ReLU()]
        width = hidden
    return nn.Sequential(*layers, nn.Linear(width, 10))


def train_teacher(model, loader, epochs):
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    model.train()
    for _ in range(epochs):
        for x, y in loader:
            opt.zero_grad()
            F.cross_entropy(model(x), y).backward()
            opt.step()


def distil(student, teacher, loader, epochs, T=3.0, alpha=0.6):
    opt = torch.optim.Adam(student.parameters(), lr=2e-3)
    teacher.eval()
    for epoch in range(epochs):
        student.train()
        total = 0.0
        for x, y in loader:
            with torch.no_grad():
                soft = F.softmax(teacher(x) / T, dim=1)
            logits = student(x)
            kd = F.kl_div(F.log_softmax(logits / T, dim=1), soft, reduction="batchmean") * T * T
            loss = alpha * kd + (1 - alpha) * F.cross_entropy(logits, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        if epoch % 5 == 4:
            print(f"distil {epoch + 1}: {total / len(loader.dataset):.4f}")


@torch.no_grad()
def acc(model, x, y):
    model.eval()
    return (model(x).argmax(1) == y).float().mean().item()


if __name__ == "__main__":
    torch.manual_seed(3)
    X, y = load_digits(return_X_y=True)
    a, b, ya, yb = train_test_split(X / 16, y, test_size=0.25, stratify=y, random_state=3)
    a, b, ya, yb = torch.tensor(a).float(), torch.tensor(b).float(), torch.tensor(ya), torch.tensor(yb)
    dl = DataLoader(TensorDataset(a, ya), batch_size=64, shuffle=True)
    teacher, student = mlp(128, 2), mlp(16, 1)
    train_teacher(teacher, dl, 15)
    distil(student, teacher, dl, 20)
    print("teacher", round(acc(teacher, b, yb), 3), "student", round(acc(student, b, yb), 3))
