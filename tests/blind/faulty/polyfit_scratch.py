"""Polynomial regression from scratch (week 2 exercise)."""
import math
import torch

torch.manual_seed(0)

DEGREE = 3
LR = 1e-2
STEPS = 200


def make_data(n=200):
    x = torch.linspace(-math.pi / 2, math.pi / 2, n)
    y = torch.sin(x) + 0.05 * torch.randn(n)
    return x, y


def design_matrix(x, degree):
    cols = [x ** k for k in range(degree + 1)]
    return torch.stack(cols, dim=1)


def init_params(n_features):
    # small random start
    return torch.randn(n_features, 1) * 0.1


def predict(X, w):
    return X @ w


def mse(pred, target):
    return ((pred - target) ** 2).mean()


def main():
    x, y = make_data()
    X = design_matrix(x, DEGREE)
    y = y.unsqueeze(1)
    w = init_params(DEGREE + 1)
    history = []
    for step in range(STEPS):
        loss = mse(predict(X, w), y)
        loss.backward()
        with torch.no_grad():
            w -= LR * w.grad
            w.grad.zero_()
        history.append(loss.item())
        if step % 20 == 0:
            print(f"step {step:3d}  loss {loss.item():.4f}")
    print("coefficients:", w.flatten().tolist())


if __name__ == "__main__":
    main()
