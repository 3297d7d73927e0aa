import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(4)
X, y = load_digits(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X / 16.0, y, test_size=0.25, stratify=y, random_state=4)
Xa, Xb = torch.tensor(Xa).float(), torch.tensor(Xb).float()
ya, yb = torch.tensor(ya), torch.tensor(yb)


class SmoothedLoss(nn.Module):
    """Cross-entropy with label smoothing, written out."""

    def __init__(self, classes, eps=0.05):
        super().__init__()
        self.classes, self.eps = classes, eps

    def forward(self, scores, target):
        prob = F.softmax(scores, dim=1)
        logp = torch.log(prob)
        hit = -logp.gather(1, target.unsqueeze(1)).squeeze(1)
        spread = -logp.mean(dim=1)
        return ((1 - self.eps) * hit + self.eps * spread).mean()


class Net(nn.Module):
    def __init__(self, hidden=80):
        super().__init__()
        self.a = nn.Linear(64, hidden)
        self.b = nn.Linear(hidden, 10)

    def forward(self, x):
        return self.b(F.gelu(self.a(x)))


net = Net()
lossf = SmoothedLoss(10)
opt = torch.optim.Adam(net.parameters(), lr=2e-3)
for epoch in range(12):
    net.train()
    total = 0.0
    for idx in torch.randperm(len(Xa)).split(64):
        opt.zero_grad()
        loss = lossf(net(Xa[idx]), ya[idx])
        loss.backward()
        opt.step()
        total += loss.item() * len(idx)
    if epoch % 4 == 3:
        net.eval()
        with torch.no_grad():
            acc = (net(Xb).argmax(1) == yb).float().mean().item()
        print(epoch + 1, round(total / len(Xa), 4), round(acc, 4))
