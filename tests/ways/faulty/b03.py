import torch
from torch import nn
from accelerate import Accelerator
acc = Accelerator()
model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 2))
opt = torch.optim.Adam(model.parameters())
mk = lambda n, s: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(n, 10), torch.randint(0, 2, (n,))), 8, shuffle=s)
train_dl, val_dl = mk(64, True), mk(32, False)
model, opt, train_dl, val_dl = acc.prepare(model, opt, train_dl, val_dl)
for epoch in range(3):
    model.train()
    for x, y in train_dl:
        opt.zero_grad()
        acc.backward(nn.functional.cross_entropy(model(x), y))
        opt.step()
    hits = 0
    with torch.no_grad():
        for x, y in val_dl:
            out = model(x)
            preds, refs = acc.gather_for_metrics((out.argmax(-1), y))
            hits += (preds == refs).sum().item()
    print(hits / 32)
