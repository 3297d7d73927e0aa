import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

PAD, BOS, EOS = 0, 1, 2


class Attention(nn.Module):
    def __init__(self, d, h, p=0.1):
        super().__init__()
        self.h, self.dk = h, d // h
        self.q, self.k, self.v, self.o = (nn.Linear(d, d) for _ in range(4))
        self.drop = nn.Dropout(p)

    def forward(self, x, mem, mask):
        B, T, S = x.size(0), x.size(1), mem.size(1)
        q = self.q(x).view(B, T, self.h, self.dk).transpose(1, 2)
        k = self.k(mem).view(B, S, self.h, self.dk).transpose(1, 2)
        v = self.v(mem).view(B, S, self.h, self.dk).transpose(1, 2)
        s = q @ k.transpose(-2, -1) / math.sqrt(self.dk)
        a = self.drop(F.softmax(s.masked_fill(mask == 0, -1e9), dim=-1))
        return self.o((a @ v).transpose(1, 2).reshape(B, T, -1))


class Layer(nn.Module):
    def __init__(self, d, h, cross):
        super().__init__()
        self.sa, self.n1 = Attention(d, h), nn.LayerNorm(d)
        self.ca, self.n2 = (Attention(d, h), nn.LayerNorm(d)) if cross else (None, None)
        self.ff, self.n3 = nn.Sequential(nn.Linear(d, 4 * d), nn.ReLU(), nn.Linear(4 * d, d)), nn.LayerNorm(d)

    def forward(self, x, m, mem=None, mm=None):
        y = self.n1(x)
        x = x + self.sa(y, y, m)
        if self.ca is not None:
            x = x + self.ca(self.n2(x), mem, mm)
        return x + self.ff(self.n3(x))


class Seq2Seq(nn.Module):
    def __init__(self, vocab, d=256, h=8, n=4, max_len=256):
        super().__init__()
        self.emb = nn.Embedding(vocab, d, padding_idx=PAD)
        self.pos = nn.Parameter(torch.randn(1, max_len, d) * 0.02)
        self.enc = nn.ModuleList([Layer(d, h, False) for _ in range(n)])
        self.dec = nn.ModuleList([Layer(d, h, True) for _ in range(n)])
        self.norm = nn.LayerNorm(d)
        self.out = nn.Linear(d, vocab, bias=False)
        self.out.weight = self.emb.weight
        nn.init.normal_(self.emb.weight, std=d ** -0.5)

    def forward(self, src, tgt):
        sm = (src != PAD)[:, None, None, :]
        T = tgt.size(1)
        tm = (tgt != PAD)[:, None, None, :] & torch.tril(torch.ones(T, T, dtype=torch.bool, device=tgt.device))
        m = self.emb(src) * 16 + self.pos[:, :src.size(1)]
        for l in self.enc:
            m = l(m, sm)
        x = self.emb(tgt) * 16 + self.pos[:, :T]
        for l in self.dec:
            x = l(x, tm, m, sm)
        return self.out(self.norm(x))


def collate(batch):
    s, t = zip(*batch)
    return pad_sequence(s, batch_first=True, padding_value=PAD), pad_sequence(t, batch_first=True, padding_value=PAD)


def main():
    torch.manual_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    data = torch.load('iwslt_ids.pt')
    tr = DataLoader(data['train'], 64, shuffle=True, collate_fn=collate)
    va = DataLoader(data['valid'], 64, collate_fn=collate)
    model = Seq2Seq(data['vocab']).to(device)
    crit = nn.CrossEntropyLoss(ignore_index=PAD, label_smoothing=0.1)
    opt = torch.optim.Adam(model.parameters(), lr=1.0, betas=(0.9, 0.98), eps=1e-9)
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: 256 ** -0.5 * min((s + 1) ** -0.5, (s + 1) * 4000 ** -1.5))
    for epoch in range(10):
        model.train()
        for src, tgt in tr:
            src, tgt = src.to(device), tgt.to(device)
            logits = model(src, tgt[:, :-1])
            loss = crit(logits.reshape(-1, logits.size(-1)), tgt[:, 1:].reshape(-1))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            sched.step()
        model.eval()
        tot = n = 0
        with torch.no_grad():
            for src, tgt in va:
                src, tgt = src.to(device), tgt.to(device)
                lg = model(src, tgt[:, :-1])
                y = tgt[:, 1:]
                tot += F.cross_entropy(lg.transpose(1, 2), y, ignore_index=PAD, reduction='sum').item()
                n += (y != PAD).sum().item()
        print(epoch, 'valid ppl', math.exp(tot / n))


if __name__ == '__main__':
    main()
