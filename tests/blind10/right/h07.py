"""Softmax regression and a one-hidden-layer network without torch.optim (course exercise)."""
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(2)
X, y = load_digits(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X / 16.0, y, test_size=0.25, random_state=2)
X_train, X_test = torch.tensor(X_train).float(), torch.tensor(X_test).float()
y_train, y_test = torch.tensor(y_train), torch.tensor(y_test)

n_hidden = 48
W1 = (torch.randn(64, n_hidden) * (2 / 64) ** 0.5).requires_grad_()
b1 = torch.zeros(n_hidden, requires_grad=True)
W2 = (torch.randn(n_hidden, 10) * (1 / n_hidden) ** 0.5).requires_grad_()
b2 = torch.zeros(10, requires_grad=True)
params = [W1, b1, W2, b2]


def model(x):
    return (x @ W1 + b1).clamp(min=0) @ W2 + b2


def log_softmax(z):
    return z - z.logsumexp(dim=1, keepdim=True)


def nll(logp, target):
    return -logp[torch.arange(len(target)), target].mean()


def accuracy(z, target):
    return (z.argmax(1) == target).float().mean().item()


lr, bs = 0.05, 32
for epoch in range(40):
    order = torch.randperm(len(X_train))
    for i in range(0, len(order), bs):
        rows = order[i:i + bs]
        loss = nll(log_softmax(model(X_train[rows])), y_train[rows])
        loss.backward()
        with torch.no_grad():
            for p in params:
                p -= lr * p.grad
                p.grad.zero_()
    if epoch % 8 == 7:
        with torch.no_grad():
            z = model(X_test)
            print(f'epoch {epoch + 1}: test loss {nll(log_softmax(z), y_test).item():.4f} accuracy {accuracy(z, y_test):.4f}')
