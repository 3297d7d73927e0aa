"""Label distribution learning: predict how five judges vote on a flower."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

rng = np.random.default_rng(17)
torch.manual_seed(17)

iris = load_iris()
order = rng.permutation(150)
X, y = iris.data[order], iris.target[order]
scaler = StandardScaler().fit(X[:110])
X = torch.tensor(scaler.transform(X), dtype=torch.float32)

# every flower is judged five times, a judge errs now and then
votes = np.zeros((150, 3))
for i, label in enumerate(y):
    for _ in range(5):
        guess = label if rng.random() < 0.85 else rng.integers(0, 3)
        votes[i, guess] += 1
target = torch.tensor(votes / votes.sum(1, keepdims=True), dtype=torch.float32)


def certainty(t):
    """1 when all judges agree, 0 when the votes are spread evenly."""
    return 1 + (t * t.log()).sum(1) / np.log(t.shape[1])


def weighted_loss(t, logits):
    each = F.cross_entropy(logits, t, reduction="none")
    return ((0.5 + certainty(t)) * each).mean()


net = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
opt = torch.optim.Adam(net.parameters(), lr=0.01, weight_decay=1e-3)
loader = torch.utils.data.DataLoader(
    torch.utils.data.TensorDataset(X[:110], target[:110]), batch_size=22, shuffle=True)

for epoch in range(60):
    net.train()
    for xb, tb in loader:
        opt.zero_grad()
        loss = weighted_loss(tb, net(xb))
        loss.backward()
        opt.step()
    if (epoch + 1) % 15 == 0:
        net.eval()
        with torch.no_grad():
            logits = net(X[110:])
            acc = (logits.argmax(1).numpy() == y[110:]).mean()
        print(f"epoch {epoch + 1}: batch loss {loss.item():.4f}, held-out accuracy {acc:.3f}")
