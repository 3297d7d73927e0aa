import torch
import torch.nn as nn
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(17)
X, Y = make_multilabel_classification(n_samples=1500, n_features=20, n_classes=4, n_labels=2, random_state=17)
Xa, Xb, Ya, Yb = train_test_split(X, Y, test_size=0.2, random_state=17)
m, s = Xa.mean(0), Xa.std(0)
f = lambda v: torch.tensor(v, dtype=torch.float32)
dl = DataLoader(TensorDataset(f((Xa - m) / s), f(Ya)), batch_size=60, shuffle=True)
net = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 4))
pos = f((len(Ya) - Ya.sum(0)) / Ya.sum(0))
crit = nn.BCEWithLogitsLoss(pos_weight=pos)
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
for epoch in range(15):
    for x, t in dl:
        opt.zero_grad()
        crit(net(x), t).backward()
        opt.step()
with torch.no_grad():
    tags = net(f((Xb - m) / s)) > 0.0
print("micro F1", f1_score(Yb, tags.int().numpy(), average="micro"))
