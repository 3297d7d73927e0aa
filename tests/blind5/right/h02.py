"""Toy language model over a synthetic grammar."""
import random

import torch
import torch.nn as nn

random.seed(0)
torch.manual_seed(0)
SUBJ, VERB, OBJ = ['the cat', 'a robot', 'my dog'], ['sees', 'likes', 'hears'], ['a ball', 'the moon', 'an arm']
text = ' '.join(f'{random.choice(SUBJ)} {random.choice(VERB)} {random.choice(OBJ)}.' for _ in range(1500))
chars = sorted(set(text))
ids = torch.tensor([chars.index(c) for c in text])
B, T = 16, 25
n = len(ids) // B
stream = ids[:n * B].view(B, n)
cut = int(n * 0.85)
train_s, val_s = stream[:, :cut], stream[:, cut:]


class CharGRU(nn.Module):
    def __init__(self, v, e=16, h=64):
        super().__init__()
        self.e = nn.Embedding(v, e)
        self.g = nn.GRU(e, h, batch_first=True)
        self.o = nn.Linear(h, v)

    def forward(self, x, h=None):
        y, h = self.g(self.e(x), h)
        return self.o(y), h


def chunks(s):
    for i in range(0, s.size(1) - 1, T):
        m = min(T, s.size(1) - 1 - i)
        yield s[:, i:i + m], s[:, i + 1:i + 1 + m]


model = CharGRU(len(chars))
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
ce = nn.CrossEntropyLoss()
for epoch in range(5):
    model.train()
    h, tot, k = None, 0.0, 0
    for x, y in chunks(train_s):
        if h is not None:
            h = h.detach()
        out, h = model(x, h)
        loss = ce(out.reshape(-1, len(chars)), y.reshape(-1))
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        tot += loss.item()
        k += 1
    model.eval()
    h, vt, vk = None, 0.0, 0
    with torch.no_grad():
        for x, y in chunks(val_s):
            out, h = model(x, h)
            vt += ce(out.transpose(1, 2), y).item() * y.numel()
            vk += y.numel()
    print(f'epoch {epoch + 1} train {tot / k:.4f} val {vt / vk:.4f}')
