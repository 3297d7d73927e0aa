import torch
import torch.nn.functional as F
from torch import nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from losses import kd_loss, total_loss


def mlp(h):
    return nn.Sequential(nn.Linear(64, h), nn.ReLU(), nn.Linear(h, 10))


def train(model, X, y, epochs, loss_of, lr=3e-3):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    for e in range(epochs):
        model.train()
        tot = 0.0
        for idx in torch.randperm(len(y)).split(64):
            loss = loss_of(model(X[idx]), X[idx], y[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
            tot += loss.item() * len(idx)
        if (e + 1) % 5 == 0:
            print(f"   epoch {e + 1} loss {tot / len(y):.4f}")


@torch.no_grad()
def accuracy(model, X, y):
    model.eval()
    return (model(X).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(17)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.3, random_state=17, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    teacher = mlp(128)
    train(teacher, X_tr, y_tr, 15, lambda out, x, t: F.cross_entropy(out, t))
    print("teacher", accuracy(teacher, X_te, y_te))
    teacher.requires_grad_(False)

    def with_teacher(out, x, t):
        with torch.no_grad():
            soft = teacher(x)
        return total_loss(out, soft, t)

    student = mlp(8)
    train(student, X_tr, y_tr, 20, with_teacher)
    print("student", accuracy(student, X_te, y_te))
    with torch.no_grad():
        p = F.softmax(student(X_te), 1)
        q = F.softmax(teacher(X_te), 1)
        print("KL(teacher || student)", F.kl_div(p.clamp_min(1e-8).log(), q, reduction="batchmean").item())


if __name__ == "__main__":
    main()
