import torch
from torch import nn
scaler = torch.cuda.amp.GradScaler()
model = nn.Linear(4, 1).cuda()
opt = torch.optim.Adam(model.parameters())
for _ in range(10):
    x = torch.randn(8, 4).cuda()
    opt.zero_grad()
    with torch.cuda.amp.autocast():
        loss = (model(x) ** 2).mean()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    scaler.scale(loss).backward()
    scaler.step(opt)
    scaler.update()
