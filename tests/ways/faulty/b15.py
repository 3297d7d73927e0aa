import torch
from torch import nn
mk = lambda n, s: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(n, 10), torch.randn(n, 1)), 8, shuffle=s)
tr, va = mk(64, True), mk(32, False)
m = nn.Linear(10, 1); o = torch.optim.Adam(m.parameters())
best_loss = 0.0
wait, patience = 0, 5
for epoch in range(100):
    for x, y in tr:
        o.zero_grad(); nn.functional.mse_loss(m(x), y).backward(); o.step()
    with torch.no_grad():
        v = sum(nn.functional.mse_loss(m(x), y).item() for x, y in va) / len(va)
    if v < best_loss:
        best_loss = v; wait = 0
        torch.save(m.state_dict(), "m.pt")
    else:
        wait += 1
        if wait > patience: break
