import numpy as np
import torch
from torch import nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import KFold

torch.manual_seed(12)
X, y = load_diabetes(return_X_y=True)
y = y.reshape(-1, 1)


def net():
    return nn.Sequential(nn.Linear(10, 48), nn.ReLU(), nn.Linear(48, 1))


def standard(train, other):
    m, s = train.mean(0), train.std(0)
    f = lambda a: torch.tensor((a - m) / s, dtype=torch.float32)
    return f(train), f(other)


model = net()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
loss_fn = nn.MSELoss()
scores = []
for fold, (tr, va) in enumerate(KFold(5, shuffle=True, random_state=12).split(X)):
    xt, xv = standard(X[tr], X[va])
    yt, yv = standard(y[tr], y[va])
    for epoch in range(40):
        model.train()
        for idx in torch.randperm(len(xt)).split(32):
            opt.zero_grad()
            loss_fn(model(xt[idx]), yt[idx]).backward()
            opt.step()
    model.eval()
    with torch.no_grad():
        r2 = 1 - ((model(xv) - yv) ** 2).sum() / ((yv - yv.mean()) ** 2).sum()
    scores.append(r2.item())
    print(f"fold {fold}: R2 = {scores[-1]:.3f}")
print(f"mean R2 {np.mean(scores):.3f}")
