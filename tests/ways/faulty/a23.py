import torch
from torch import nn
EPOCHS = 20
model = nn.Linear(10, 2)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=EPOCHS)
x = torch.randn(1000, 10); y = torch.randint(0, 2, (1000,))
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=50, shuffle=True)
def step(xb, yb):
    opt.zero_grad()
    loss = nn.functional.cross_entropy(model(xb), yb)
    loss.backward()
    opt.step()
    sched.step()
    return loss.item()
for epoch in range(EPOCHS):
    losses = []
    for xb, yb in loader:
        losses.append(step(xb, yb))
    print(epoch, sum(losses) / len(losses))
