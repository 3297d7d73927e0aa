import torch
from torch import nn
m = nn.Linear(5, 2)
opt = torch.optim.Adam(m.parameters())
ds = torch.utils.data.TensorDataset(torch.randn(100, 5), torch.randint(0, 2, (100,)))
batches = iter(torch.utils.data.DataLoader(ds, 10, shuffle=True))
for epoch in range(20):
    for x, y in batches:
        opt.zero_grad()
        loss = nn.functional.cross_entropy(m(x), y)
        loss.backward()
        opt.step()
    print(epoch)
