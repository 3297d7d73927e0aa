import math
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(15)
VOCAB, T = 20, 10
ids = torch.randint(1, VOCAB, (1500, T))
y = (ids == 7).any(1).long()
dl = DataLoader(TensorDataset(ids[:1200], y[:1200]), batch_size=60, shuffle=True)


class Tiny(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.emb, self.pos = nn.Embedding(VOCAB, d), nn.Parameter(torch.zeros(T, d))
        self.layer = nn.TransformerEncoderLayer(d, 4, 64, dropout=0.1, batch_first=True)
        self.out = nn.Linear(d, 2)

    def forward(self, x):
        return self.out(self.layer(self.emb(x) + self.pos).mean(1))


net, EPOCHS = Tiny(), 8
opt = torch.optim.AdamW(net.parameters(), lr=3e-3)
total, warm = EPOCHS * len(dl), 20


def factor(step):
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / (total - warm)))


sched = torch.optim.lr_scheduler.LambdaLR(opt, factor)
for epoch in range(EPOCHS):
    net.train()
    for x, t in dl:
        loss = nn.functional.cross_entropy(net(x), t)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        sched.step()
    net.eval()
    with torch.no_grad():
        print(epoch, (net(ids[1200:]).argmax(1) == y[1200:]).float().mean().item())
