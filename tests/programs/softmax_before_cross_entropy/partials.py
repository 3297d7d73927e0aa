from functools import partial

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits

torch.manual_seed(5)

softmax = partial(F.softmax, dim=1)
loss_fn = partial(F.cross_entropy, label_smoothing=0.05)

X, y = load_digits(return_X_y=True)
X = torch.tensor(X, dtype=torch.float32) / 16
y = torch.tensor(y)
perm = torch.randperm(len(X))
train_idx, test_idx = perm[:1400], perm[1400:]


def init(n_in, n_out):
    w = torch.randn(n_in, n_out) * (2 / n_in) ** 0.5
    return w.requires_grad_(), torch.zeros(n_out, requires_grad=True)


W1, b1 = init(64, 50)
W2, b2 = init(50, 10)
params = [W1, b1, W2, b2]


def network(x):
    hidden = F.relu(x @ W1 + b1)
    return softmax(hidden @ W2 + b2)


optimizer = torch.optim.Adam(params, lr=0.005)

for epoch in range(6):
    shuffled = train_idx[torch.randperm(len(train_idx))]
    for idx in shuffled.split(70):
        loss = loss_fn(network(X[idx]), y[idx])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        acc = (network(X[test_idx]).argmax(1) == y[test_idx]).float().mean().item()
    print(f"{epoch}: {loss.item():.4f} {acc:.4f}")
