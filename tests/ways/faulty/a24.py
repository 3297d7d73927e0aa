import torch
from torch import nn
class Trainer:
    def __init__(self, model, loader, epochs):
        self.model, self.loader, self.epochs = model, loader, epochs
        self.opt = torch.optim.AdamW(model.parameters(), 1e-3)
        self.sched = torch.optim.lr_scheduler.OneCycleLR(self.opt, max_lr=1e-2, steps_per_epoch=len(loader), epochs=epochs)
    def train_epoch(self):
        for x, y in self.loader:
            self.opt.zero_grad()
            loss = nn.functional.mse_loss(self.model(x), y)
            loss.backward()
            self.opt.step()
    def fit(self):
        for _ in range(self.epochs):
            self.train_epoch()
            self.sched.step()
x = torch.randn(200, 3); y = torch.randn(200, 1)
Trainer(nn.Linear(3, 1), torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), 20, shuffle=True), 5).fit()
