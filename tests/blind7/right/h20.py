import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(19)
d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(d.target)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=19)
dl = DataLoader(TensorDataset(x[tr], y[tr]), batch_size=64, shuffle=True)
net = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(256, 10))
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
ce = nn.CrossEntropyLoss(label_smoothing=0.05)
beta = torch.distributions.Beta(0.3, 0.3)
for epoch in range(10):
    tot = 0.0
    for xb, yb in dl:
        lam = beta.sample()
        other = torch.randperm(len(xb))
        hot = F.one_hot(yb, 10).float()
        mixed = lam * xb + (1 - lam) * xb[other]
        soft = lam * hot + (1 - lam) * hot[other]
        loss = ce(net(mixed), soft)
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item() * len(yb)
    print(epoch, tot / len(tr))
with torch.no_grad():
    print("acc", (net(x[te]).argmax(1) == y[te]).float().mean().item())
