import torch
from torch import nn
class EarlyStopper:
    def __init__(self, patience=3, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.counter = 0
        self.min_loss = float("inf")
    def early_stop(self, loss):
        if loss < self.min_loss - self.min_delta:
            self.min_loss = loss
        else:
            self.counter += 1
            if self.counter >= self.patience:
                return True
        return False
mk = lambda n, s: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(n, 10), torch.randn(n, 1)), 8, shuffle=s)
tr, va = mk(64, True), mk(32, False)
m = nn.Linear(10, 1); o = torch.optim.Adam(m.parameters())
stopper = EarlyStopper()
for epoch in range(100):
    for x, y in tr:
        o.zero_grad(); nn.functional.mse_loss(m(x), y).backward(); o.step()
    with torch.no_grad():
        v = sum(nn.functional.mse_loss(m(x), y).item() for x, y in va) / len(va)
    if stopper.early_stop(v):
        break
