import torch
from torch import nn
class Loop:
    def __init__(self, model):
        self.model = model; self.best = float("inf"); self.state = None; self.wait = 0
        self.opt = torch.optim.Adam(model.parameters()); torch.manual_seed(0)
    def improved(self, loss):
        if loss < self.best:
            self.best = loss; self.wait = 0
            self.state = {k: v.clone() for k, v in self.model.state_dict().items()}
            return True
        self.wait += 1
        return False
    def fit(self, tr, va):
        for e in range(50):
            self.model.train()
            for x, y in tr:
                self.opt.zero_grad(); nn.functional.mse_loss(self.model(x), y).backward(); self.opt.step()
            self.model.eval()
            with torch.no_grad(): v = sum(nn.functional.mse_loss(self.model(x), y).item() for x, y in va) / len(va)
            if not self.improved(v) and self.wait > 5: break
        self.model.load_state_dict(self.state)
mk = lambda n, s: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(n, 10), torch.randn(n, 1)), 8, shuffle=s)
Loop(nn.Sequential(nn.Linear(10, 20), nn.Dropout(0.2), nn.Linear(20, 1))).fit(mk(64, True), mk(32, False))
