import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_circles
from sklearn.model_selection import train_test_split

np.random.seed(0)
torch.manual_seed(0)
points, inside = make_circles(n_samples=1200, noise=0.08, factor=0.45, random_state=0)
p_tr, p_te, t_tr, t_te = train_test_split(points, inside, test_size=0.25, random_state=0)
p_tr, p_te = torch.tensor(p_tr, dtype=torch.float32), torch.tensor(p_te, dtype=torch.float32)
t_tr, t_te = torch.tensor(t_tr, dtype=torch.float32), torch.tensor(t_te, dtype=torch.float32)


class LogisticRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 1)

    def forward(self, x):
        return self.linear(x).squeeze(1)


clf = LogisticRegression()
opt = torch.optim.SGD(clf.parameters(), lr=0.1)
bce = nn.BCEWithLogitsLoss()
for epoch in range(30):
    tot = 0.0
    for idx in torch.randperm(len(p_tr)).split(50):
        opt.zero_grad()
        loss = bce(clf(p_tr[idx]), t_tr[idx])
        loss.backward()
        opt.step()
        tot += loss.item() * len(idx)
    if epoch % 6 == 5:
        print(epoch + 1, tot / len(p_tr))
with torch.no_grad():
    print("accuracy", ((clf(p_te) > 0) == t_te.bool()).float().mean().item())
