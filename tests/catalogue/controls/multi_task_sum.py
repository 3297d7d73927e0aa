import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(6, 32), nn.ReLU())
        self.label = nn.Linear(32, 3)
        self.value = nn.Linear(32, 1)

    def forward(self, x):
        h = self.body(x)
        return self.label(h), self.value(h).squeeze(1)


class Trainer:
    def __init__(self, model, weight=0.5):
        self.model, self.weight = model, weight
        self.ce, self.mse = nn.CrossEntropyLoss(), nn.MSELoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)

    def epoch(self, loader):
        self.model.train()
        total, n = 0.0, 0
        for x, c, v in loader:
            logits, value = self.model(x)
            loss_c = self.ce(logits, c)
            loss_v = self.mse(value, v)
            loss = loss_c + self.weight * loss_v
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(x)
            n += len(x)
        return total / n


torch.manual_seed(0)
x = torch.randn(900, 6)
c = x[:, :3].argmax(dim=1)
v = x[:, 3] * 2 - x[:, 4]
trainer = Trainer(TwoHeads())
loader = DataLoader(TensorDataset(x, c, v), batch_size=45, shuffle=True)
for epoch in range(6):
    print(epoch, trainer.epoch(loader))
