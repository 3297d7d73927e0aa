import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split


class Bayes(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 1))

    def forward(self, x):
        return self.net(x)


def mc_predict(model, x, samples=40):
    model.eval()
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.train()
    with torch.no_grad():
        draws = torch.stack([model(x) for _ in range(samples)])
    return draws.mean(0), draws.std(0)


torch.manual_seed(3)
X, y = load_diabetes(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.2, random_state=3)
f = lambda ref, v: torch.tensor((v - ref.mean(0)) / ref.std(0), dtype=torch.float32)
xt, xv, tt, tv = f(Xa, Xa), f(Xa, Xb), f(ya, ya)[:, None], f(ya, yb)[:, None]
model = Bayes()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(40):
    model.train()
    for idx in torch.randperm(len(xt)).split(32):
        opt.zero_grad()
        nn.functional.mse_loss(model(xt[idx]), tt[idx]).backward()
        opt.step()
mean, spread = mc_predict(model, xv)
print("mse", (mean - tv).pow(2).mean().item(), "mean spread", spread.mean().item())
