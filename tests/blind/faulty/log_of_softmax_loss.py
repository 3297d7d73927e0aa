import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class SoftmaxNLL(nn.Module):
    """cross-entropy written out, to understand it"""

    def forward(self, scores, target):
        p = F.softmax(scores, dim=1)
        logp = torch.log(p)
        return -logp.gather(1, target.unsqueeze(1)).mean()


class WineNet(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        self.l1 = nn.Linear(13, 30)
        self.l2 = nn.Linear(30, 3)

    def forward(self, x):
        x = (x - self.mean) / self.std
        return self.l2(F.relu(self.l1(x)))


X, y = load_wine(return_X_y=True)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=38, random_state=0, stratify=y)
X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)

net = WineNet(X_tr.mean(0), X_tr.std(0))
criterion = SoftmaxNLL()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
loader = DataLoader(TensorDataset(X_tr, y_tr), batch_size=28, shuffle=True)

for epoch in range(5):
    net.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(net(xb), yb)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    if any(math.isnan(v) or math.isinf(v) for v in losses):
        print("not finite!")
    net.eval()
    with torch.no_grad():
        acc = (net(X_te).argmax(1) == y_te).float().mean().item()
    print(f"epoch {epoch} loss {sum(losses) / len(losses):.4f} acc {acc:.3f}")
print("extreme scores:", criterion(torch.tensor([[0.0, 200.0]]), torch.tensor([0])).item())
