"""Right: the weights are updated in place under no_grad and their gradients are zeroed by hand."""
import torch

torch.manual_seed(0)
X = torch.randn(200, 3)
true_w = torch.tensor([[1.5], [-2.0], [0.5]])
y = X @ true_w + 0.3 + 0.05 * torch.randn(200, 1)

w = torch.zeros(3, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
lr = 0.1


def forward(x):
    return x @ w + b


def mse(p, t):
    return ((p - t) ** 2).mean()


for epoch in range(60):
    loss = mse(forward(X), y)
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    if epoch % 15 == 0:
        print(epoch, loss.item())

# the gradient of a vector needs a direction: here it is given
z = forward(X[:4]).squeeze(1)
z.backward(gradient=torch.ones_like(z))
print("w", w.detach().flatten().tolist(), "b", b.item(), "last grad", w.grad.flatten().tolist())
