import torch
from torch import nn
from accelerate import Accelerator
acc = Accelerator()
model = nn.Linear(10, 2)
opt = torch.optim.Adam(model.parameters())
dl = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(64, 10), torch.randint(0, 2, (64,))), 8, shuffle=True)
model, opt, dl = acc.prepare(model, opt, dl)
for epoch in range(3):
    for x, y in dl:
        with acc.autocast():
            loss = nn.functional.cross_entropy(model(x), y)
        acc.backward(loss)
        acc.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
    acc.print(epoch, loss.item())
