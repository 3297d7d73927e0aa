import torch
from torch import nn
class AverageMeter:
    def __init__(self): self.reset()
    def reset(self): self.sum = 0; self.count = 0
    def update(self, v, n=1):
        self.sum += v * n
        self.count += n
    @property
    def avg(self): return self.sum / self.count
model = nn.Linear(10, 1)
opt = torch.optim.SGD(model.parameters(), 0.01)
meter = AverageMeter()
for epoch in range(5):
    meter.reset()
    for _ in range(100):
        x = torch.randn(16, 10); y = torch.randn(16, 1)
        loss = ((model(x) - y) ** 2).mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        meter.update(loss, x.size(0))
    print(meter.avg)
