import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
xa, xb, ya, yb = (torch.tensor(part) for part in train_test_split(features / 16, labels, random_state=0))
xa, xb = xa.float(), xb.float()


class SAM(torch.optim.Optimizer):
    def __init__(self, params, base, rho=0.05, **kwargs):
        super().__init__(params, dict(rho=rho, **kwargs))
        self.base = base(self.param_groups, **kwargs)
        self.param_groups = self.base.param_groups

    @torch.no_grad()
    def first_step(self):
        norm = torch.stack([p.grad.norm() for group in self.param_groups for p in group["params"]]).norm()
        for group in self.param_groups:
            for p in group["params"]:
                away = p.grad * (group["rho"] / (norm + 1e-12))
                p.add_(away)
                self.state[p]["away"] = away
        self.zero_grad()

    @torch.no_grad()
    def second_step(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.sub_(self.state[p]["away"])
        self.base.step()
        self.zero_grad()

    def step(self, closure=None):
        raise NotImplementedError


model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = SAM(model.parameters(), torch.optim.SGD, lr=0.1, momentum=0.9)
for epoch in range(8):
    model.train()
    for rows in torch.randperm(len(xa)).split(64):
        criterion(model(xa[rows]), ya[rows]).backward()
        optimizer.first_step()
        criterion(model(xa[rows]), ya[rows]).backward()
        optimizer.second_step()
    model.eval()
    with torch.no_grad():
        right = (model(xb).argmax(1) == yb).float().mean().item()
print(right)
