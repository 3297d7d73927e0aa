import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(26)
PAD, V = 0, 12


def counting(n, longest=9):
    seqs = torch.full((n, longest), PAD)
    for row in seqs:
        length = int(torch.randint(4, longest + 1, (1,)))
        start = int(torch.randint(0, V - 1, (1,)))
        row[:length] = (start + torch.arange(length)) % (V - 1) + 1
    return seqs


class LM(nn.Module):
    def __init__(self, d=24):
        super().__init__()
        self.emb = nn.Embedding(V, d, padding_idx=PAD)
        self.rnn = nn.GRU(d, d, batch_first=True)
        self.out = nn.Linear(d, V)

    def forward(self, x):
        return self.out(self.rnn(self.emb(x))[0])


net = LM()
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
data, held = counting(800), counting(100)
for epoch in range(6):
    for s in data[torch.randperm(800)].split(40):
        z = net(s[:, :-1])
        loss = F.cross_entropy(z.reshape(-1, V), s[:, 1:].reshape(-1), ignore_index=PAD)
        opt.zero_grad()
        loss.backward()
        opt.step()
with torch.no_grad():
    z = net(held[:, :-1]).argmax(-1)
real = held[:, 1:] != PAD
print("next token", (z == held[:, 1:])[real].float().mean().item())
