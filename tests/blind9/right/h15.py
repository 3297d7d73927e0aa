# Gradient descent by hand on the whole table, no optimiser class.
import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

torch.manual_seed(3)
X, y = load_breast_cancer(return_X_y=True)
a, b, c, d = train_test_split(X, y, test_size=0.3, random_state=3, stratify=y)
mean, std = a.mean(0), a.std(0)
a = torch.tensor((a - mean) / std, dtype=torch.float32)
b = torch.tensor((b - mean) / std, dtype=torch.float32)
c = torch.tensor(c, dtype=torch.float32)
d = torch.tensor(d, dtype=torch.float32)

w1 = (torch.randn(30, 16) / 30 ** 0.5).requires_grad_()
b1 = torch.zeros(16, requires_grad=True)
w2 = (torch.randn(16) / 4).requires_grad_()
b2 = torch.zeros((), requires_grad=True)
weights = [w1, b1, w2, b2]
velocity = [torch.zeros_like(w) for w in weights]


def score(x):
    return torch.tanh(x @ w1 + b1) @ w2 + b2


rate, momentum, decay = 0.15, 0.9, 2e-3
for step in range(1, 301):
    s = score(a)
    loss = (torch.clamp(s, min=0) - s * c + torch.log1p(torch.exp(-s.abs()))).mean()
    grads = torch.autograd.grad(loss, weights)
    with torch.no_grad():
        for w, v, g in zip(weights, velocity, grads):
            g = g + decay * w if w is w1 or w is w2 else g
            v.mul_(momentum).add_(g)
            w -= rate * v
    if step % 60 == 0:
        with torch.no_grad():
            acc = ((score(b) > 0).float() == d).float().mean().item()
        print(f"step {step} loss {loss.item():.4f} held-out accuracy {acc:.4f}")
