import torch
from torch import nn
tr = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(100, 10), torch.randint(0, 3, (100,))), 16, shuffle=True)
m = nn.Linear(10, 3); o = torch.optim.Adam(m.parameters())
for epoch in range(10):
    run, n = 0.0, 0
    for x, y in tr:
        loss = nn.functional.cross_entropy(m(x), y)
        o.zero_grad(); loss.backward(); o.step()
        run += loss.item()
        n += x.size(0)
    print(f"epoch {epoch}: loss {run / n:.4f}")
