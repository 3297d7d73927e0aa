"""Knowledge distillation: a big teacher, a small student."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

T = 3.0
ALPHA = 0.7


def mlp(*sizes):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def minibatches(n, size=64):
    return torch.randperm(n).split(size)


def distillation_loss(student_logits, teacher_logits, target):
    soft_target = F.softmax(teacher_logits / T, dim=1)
    soft = F.kl_div(F.log_softmax(student_logits / T, dim=1), soft_target, reduction='batchmean') * T * T
    hard = F.cross_entropy(student_logits, target)
    return ALPHA * soft + (1 - ALPHA) * hard


def test(model, x, y):
    model.eval()
    with torch.no_grad():
        logits = model(x)
    return F.cross_entropy(logits, y).item(), (logits.argmax(1) == y).float().mean().item()


torch.manual_seed(6)
X, Y = load_digits(return_X_y=True)
X, Y = torch.tensor(X, dtype=torch.float32) / 16, torch.tensor(Y)
x_train, x_test, y_train, y_test = train_test_split(X, Y, test_size=0.3, random_state=6)

teacher = mlp(64, 256, 128, 10)
opt = torch.optim.Adam(teacher.parameters(), lr=1e-3, weight_decay=1e-4)
for epoch in range(15):
    teacher.train()
    for idx in minibatches(len(x_train)):
        opt.zero_grad()
        F.cross_entropy(teacher(x_train[idx]), y_train[idx]).backward()
        opt.step()
print('teacher: loss %.4f accuracy %.4f' % test(teacher, x_test, y_test))

teacher.eval()
student = mlp(64, 20, 10)
opt = torch.optim.Adam(student.parameters(), lr=5e-3)
for epoch in range(20):
    student.train()
    for idx in minibatches(len(x_train)):
        with torch.no_grad():
            teacher_logits = teacher(x_train[idx])
        loss = distillation_loss(student(x_train[idx]), teacher_logits, y_train[idx])
        opt.zero_grad()
        loss.backward()
        opt.step()
    if epoch % 5 == 4:
        print(f'epoch {epoch + 1}: ' + 'student loss %.4f accuracy %.4f' % test(student, x_test, y_test))
