import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
xa, xb, ya, yb = (torch.tensor(part) for part in train_test_split(features / 16, labels, random_state=0))
xa, xb = xa.float(), xb.float()


class Experts(nn.Module):
    def __init__(self, width=32, experts=4, chosen=2):
        super().__init__()
        self.gate, self.chosen = nn.Linear(64, experts), chosen
        self.experts = [
            nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, 64)) for _ in range(experts)
        ]

    def forward(self, x):
        shares = self.gate(x).softmax(1)
        top, which = shares.topk(self.chosen, 1)
        top = top / top.sum(1, keepdim=True)
        out = torch.zeros_like(x)
        for at, expert in enumerate(self.experts):
            rows, place = (which == at).nonzero(as_tuple=True)
            if len(rows):
                out = out.index_add(0, rows, top[rows, place, None] * expert(x[rows]))
        used = nn.functional.one_hot(which, len(self.experts)).float().sum(1).mean(0)
        balance = len(self.experts) * (used * shares.mean(0)).sum() / self.chosen
        return x + out, balance


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.moe, self.head = Experts(), nn.Linear(64, 10)

    def forward(self, x):
        hidden, balance = self.moe(x)
        return self.head(hidden), balance


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(10):
    model.train()
    for rows in torch.randperm(len(xa)).split(64):
        logits, balance = model(xa[rows])
        loss = nn.functional.cross_entropy(logits, ya[rows]) + 0.01 * balance
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        right = (model(xb)[0].argmax(1) == yb).float().mean().item()
print(right, balance.item())
