import copy

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Shadow:
    def __init__(self, model, decay=0.98):
        self.model = copy.deepcopy(model).eval()
        self.decay = decay
        for p in self.model.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, source):
        for mine, theirs in zip(self.model.parameters(), source.parameters()):
            mine.lerp_(theirs, 1 - self.decay)
        for mine, theirs in zip(self.model.buffers(), source.buffers()):
            mine.copy_(theirs)


def check(net, x, y):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


torch.manual_seed(6)
X, y = load_digits(return_X_y=True)
a, b, c, d = train_test_split(X / 16, y, test_size=0.3, random_state=6, stratify=y)
a, b = torch.tensor(a, dtype=torch.float32), torch.tensor(b, dtype=torch.float32)
c, d = torch.tensor(c), torch.tensor(d)
net = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 10))
shadow = Shadow(net)
opt = torch.optim.Adam(net.parameters(), lr=3e-3)
loader = DataLoader(TensorDataset(a, c), batch_size=32, shuffle=True, drop_last=True)
for epoch in range(15):
    net.train()
    for x, t in loader:
        opt.zero_grad()
        loss = nn.functional.cross_entropy(net(x), t)
        loss.backward()
        opt.step()
        shadow.update(net)
    if epoch % 3 == 2:
        print(f"epoch {epoch + 1} live {check(net, b, d):.4f} averaged {check(shadow.model, b, d):.4f}")
