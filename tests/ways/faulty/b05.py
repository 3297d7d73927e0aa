import torch
from torch import nn
class Trainer:
    def __init__(self, model, train, val):
        self.model, self.train_dl, self.val_dl = model, train, val
        self.opt = torch.optim.Adam(model.parameters()); self.crit = nn.CrossEntropyLoss()
    def train_epoch(self):
        self.model.train()
        for x, y in self.train_dl:
            self.opt.zero_grad(); self.crit(self.model(x), y).backward(); self.opt.step()
    def validate(self):
        self.model.eval()
        losses, accs = [], []
        for x, y in self.val_dl:
            out = self.model(x)
            losses.append(self.crit(out, y).item())
            accs.append((out.argmax(1) == y).float().mean().item())
        return sum(losses) / len(losses), sum(accs) / len(accs)
    def fit(self, n):
        for e in range(n):
            self.train_epoch(); print(e, *self.validate())
mk = lambda n, s: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(n, 10), torch.randint(0, 2, (n,))), 8, shuffle=s)
Trainer(nn.Linear(10, 2), mk(64, True), mk(32, False)).fit(3)
