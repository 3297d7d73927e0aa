import copy
import torch
from torch import nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

torch.manual_seed(21)


class Stopper:
    def __init__(self, patience=6):
        self.patience = patience
        self.bad = 0
        self.best = float("inf")
        self.weights = None

    def update(self, value, model):
        if value < self.best:
            self.best = value
            self.weights = copy.deepcopy(model.state_dict())
        else:
            self.bad += 1
        return self.bad >= self.patience


data = load_diabetes(scaled=False)
rest_x, test_x, rest_y, test_y = train_test_split(data.data, data.target, test_size=0.2, random_state=21)
tr_x, va_x, tr_y, va_y = train_test_split(rest_x, rest_y, test_size=0.25, random_state=21)


def scale(ref, *arrays):
    m, s = ref.mean(0), ref.std(0)
    return [torch.tensor((a - m) / s, dtype=torch.float32) for a in arrays]


tr_x, va_x, test_x = scale(tr_x, tr_x, va_x, test_x)
tr_y, va_y, test_y = (t.unsqueeze(1) for t in scale(tr_y, tr_y, va_y, test_y))

reg = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1))
opt = torch.optim.Adam(reg.parameters(), lr=2e-3)
mse = nn.MSELoss()
stop = Stopper()
for epoch in range(300):
    reg.train()
    for idx in torch.randperm(len(tr_x)).split(32):
        opt.zero_grad()
        mse(reg(tr_x[idx]), tr_y[idx]).backward()
        opt.step()
    reg.eval()
    with torch.no_grad():
        v = mse(reg(va_x), va_y).item()
    if stop.update(v, reg):
        print("stopped at", epoch)
        break

reg.load_state_dict(stop.weights)
reg.eval()
with torch.no_grad():
    print("test MSE (scaled)", mse(reg(test_x), test_y).item())
