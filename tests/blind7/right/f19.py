import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split


class Loop:
    def __init__(self, net, opt):
        self.net, self.opt = net, opt
        self.before_epoch = [net.train]
        self.after_step = []
        self.after_fit = [net.eval]

    def fit(self, dl, epochs):
        for _ in range(epochs):
            for hook in self.before_epoch:
                hook()
            for x, t in dl:
                self.opt.zero_grad()
                nn.functional.cross_entropy(self.net(x), t).backward()
                self.opt.step()
                for hook in self.after_step:
                    hook()
        for hook in self.after_fit:
            hook()


torch.manual_seed(18)
X, y = load_breast_cancer(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, random_state=18, stratify=y)
m, s = Xa.mean(0), Xa.std(0)
z = lambda v: torch.tensor((v - m) / s, dtype=torch.float32)
net = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2))
loop = Loop(net, torch.optim.Adam(net.parameters(), lr=3e-3))


@torch.no_grad()
def weight_clip():
    for p in net.parameters():
        p.clamp_(-1, 1)


loop.after_step.append(weight_clip)
loop.fit(DataLoader(TensorDataset(z(Xa), torch.tensor(ya)), batch_size=32, shuffle=True), 15)
with torch.no_grad():
    print((net(z(Xb)).argmax(1) == torch.tensor(yb)).float().mean().item())
