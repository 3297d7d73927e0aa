import torch
from torch import nn
def train_one_epoch(model, loader, opt):
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        opt.step()
        total += loss.item()
        return total / len(loader)
m = nn.Linear(5, 2)
ds = torch.utils.data.TensorDataset(torch.randn(100, 5), torch.randint(0, 2, (100,)))
ld = torch.utils.data.DataLoader(ds, 10, shuffle=True)
for e in range(5):
    print(train_one_epoch(m, ld, torch.optim.Adam(m.parameters())))
