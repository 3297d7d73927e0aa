import torch
from torch import nn
from accelerate import Accelerator
torch.manual_seed(0)
acc = Accelerator()
m = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Dropout(), nn.Linear(20, 2)); o = torch.optim.Adam(m.parameters())
mk = lambda n, s: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(n, 10), torch.randint(0, 2, (n,))), 8, shuffle=s)
a, b = mk(64, True), mk(32, False)
m, o, a, b = acc.prepare(m, o, a, b)
for e in range(5):
    m.train()
    for x, y in a:
        with acc.accumulate(m):
            loss = nn.functional.cross_entropy(m(x), y)
            acc.backward(loss)
            if acc.sync_gradients: acc.clip_grad_norm_(m.parameters(), 1.0)
            o.step(); o.zero_grad()
    m.eval(); hits = 0
    for x, y in b:
        with torch.no_grad(): p = m(x).argmax(-1)
        p, y = acc.gather_for_metrics((p, y)); hits += (p == y).sum().item()
    acc.print(hits / 32)
    acc.save_state("ck")
