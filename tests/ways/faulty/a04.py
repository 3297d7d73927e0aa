import torch
from torch import nn

class Learner:
    def __init__(self, model, lr):
        self.model = model
        self.optim = torch.optim.AdamW(model.parameters(), lr=lr)
        self.loss_fn = nn.MSELoss()
    def backward(self, loss):
        loss.backward()
        self.optim.zero_grad()
    def update(self):
        self.optim.step()
    def run(self, data):
        for x, y in data:
            loss = self.loss_fn(self.model(x), y)
            self.backward(loss)
            self.update()

x = torch.randn(100, 4); y = x.sum(1, keepdim=True)
data = list(zip(x.split(10), y.split(10)))
l = Learner(nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1)), 1e-2)
for _ in range(20):
    l.run(data)
