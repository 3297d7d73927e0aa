import torch
from torch import nn

torch.manual_seed(0)
embed, place = nn.Embedding(10, 32), nn.Embedding(8, 32)
body = nn.TransformerEncoderLayer(32, 4, 64, dropout=0.1, batch_first=True)
out = nn.Linear(32, 2)
params = [p for m in (embed, place, body, out) for p in m.parameters()]
opt = torch.optim.AdamW(params, lr=2e-3)
for step in range(250):
    x = torch.randint(0, 10, (64, 8))
    half = torch.rand(64) < 0.5
    x[half] = x[half].sort(1).values
    loss = nn.functional.cross_entropy(out(body(embed(x) + place(torch.arange(8))).mean(1)), half.long())
    opt.zero_grad()
    loss.backward()
    opt.step()
print(loss.item())
