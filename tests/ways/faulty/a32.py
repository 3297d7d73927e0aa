import torch
from torch import nn
m = nn.Linear(5, 2)
opt = torch.optim.Adam(m.parameters())
ds = torch.utils.data.TensorDataset(torch.randn(100, 5), torch.randint(0, 2, (100,)))
loader = torch.utils.data.DataLoader(ds, 10, shuffle=True)
stats = {"loss": 0.0, "correct": 0}
for epoch in range(20):
    for x, y in loader:
        out = m(x)
        loss = nn.functional.cross_entropy(out, y)
        opt.zero_grad()
        loss.backward()
        opt.step()
        stats["loss"] += loss.item()
        stats["correct"] += (out.argmax(1) == y).sum().item()
    print(epoch, stats["loss"] / len(loader), stats["correct"] / len(ds))
