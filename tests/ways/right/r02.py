import torch
from torch import nn
torch.manual_seed(0)
m = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Dropout(), nn.Linear(20, 2)); o = torch.optim.Adam(m.parameters())
def run(phase, dl):
    if phase == "val":
        m.eval(); hits = 0
        with torch.no_grad():
            for x, y in dl: hits += (m(x).argmax(1) == y).sum().item()
        return hits / len(dl.dataset)
    m.train()
    for x, y in dl:
        if x.size(0) < 2: continue
        loss = nn.functional.cross_entropy(m(x), y)
        if torch.isnan(loss):
            o.zero_grad(); continue
        o.zero_grad(); loss.backward(); o.step()
mk = lambda n, s: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(n, 10), torch.randint(0, 2, (n,))), 8, shuffle=s)
a, b = mk(64, True), mk(32, False)
for e in range(5):
    run("train", a); print(run("val", b))
