import torch
from sklearn.datasets import make_blobs

torch.manual_seed(0)

# two-layer network, written by hand
X, y = make_blobs(300, centers=3, cluster_std=1.2, random_state=3)
X = torch.tensor(X, dtype=torch.float32)
X = (X - X.mean(0)) / X.std(0)
y = torch.tensor(y)

n_in, n_hidden, n_out = 2, 16, 3
W1 = (torch.randn(n_in, n_hidden) * 0.5).requires_grad_()
b1 = torch.zeros(n_hidden, requires_grad=True)
W2 = (torch.randn(n_hidden, n_out) * 0.5).requires_grad_()
b2 = torch.zeros(n_out, requires_grad=True)

learning_rate = 0.1


def net(x):
    h = torch.relu(x @ W1 + b1)
    return h @ W2 + b2


def cross_entropy(logits, target):
    logp = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    return -logp[torch.arange(len(target)), target].mean()


def accuracy(logits, target):
    return (logits.argmax(1) == target).float().mean().item()


for it in range(100):
    out = net(X)
    loss = cross_entropy(out, y)
    loss.backward()
    W1 = W1 - learning_rate * W1.grad
    b1 = b1 - learning_rate * b1.grad
    W2 = W2 - learning_rate * W2.grad
    b2 = b2 - learning_rate * b2.grad
    if it % 10 == 0:
        print(it, loss.item(), accuracy(out, y))

print("final", accuracy(net(X), y))
