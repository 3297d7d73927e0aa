import math
import random

import torch
from torch import nn
import torch.nn.functional as F

SEED, SEQ, BATCH, STEPS = 2, 24, 32, 250
random.seed(SEED)
torch.manual_seed(SEED)


def arithmetic_text(n):
    parts = []
    for _ in range(n):
        a, b = random.randint(0, 9), random.randint(0, 9)
        parts.append(f"{a}+{b}={a + b};")
    return "".join(parts)


chars = sorted("0123456789+=;")
encode = lambda s: torch.tensor([chars.index(c) for c in s])
train_ids, valid_ids = encode(arithmetic_text(3000)), encode(arithmetic_text(300))


def batch(ids):
    start = torch.randint(0, len(ids) - SEQ - 1, (BATCH,))
    idx = start[:, None] + torch.arange(SEQ + 1)
    chunk = ids[idx]
    return chunk[:, :-1], chunk[:, 1:]


class TinyLM(nn.Module):
    def __init__(self, vocab, d=48, heads=4, layers=2, p=0.0):
        super().__init__()
        self.tok = nn.Embedding(vocab, d)
        layer = nn.TransformerEncoderLayer(d, heads, 4 * d, dropout=p, batch_first=True, norm_first=True)
        self.enc = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, vocab, bias=False)
        nn.init.normal_(self.tok.weight, std=0.05)
        self.head.weight = self.tok.weight  # tied
        pos = torch.arange(SEQ)[:, None] * torch.exp(-math.log(1e4) * torch.arange(0, d, 2) / d)
        table = torch.zeros(SEQ, d)
        table[:, 0::2], table[:, 1::2] = torch.sin(pos), torch.cos(pos)
        self.register_buffer("pos", table * 0.1)

    def forward(self, x):
        n = x.size(1)
        mask = nn.Transformer.generate_square_subsequent_mask(n)
        h = self.enc(self.tok(x) + self.pos[:n], mask=mask, is_causal=True)
        return self.head(self.norm(h))


def lm_loss(model, ids):
    x, y = batch(ids)
    return F.cross_entropy(model(x).flatten(0, 1), y.flatten())


model = TinyLM(len(chars))
decay = [p for p in model.parameters() if p.dim() >= 2]
no_decay = [p for p in model.parameters() if p.dim() < 2]
opt = torch.optim.AdamW([{"params": decay, "weight_decay": 0.01}, {"params": no_decay, "weight_decay": 0.0}], lr=3e-3)
warm = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min(1.0, (s + 1) / 30))
for step in range(1, STEPS + 1):
    model.train()
    loss = lm_loss(model, train_ids)
    opt.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    opt.step()
    warm.step()
    if step % 50 == 0:
        model.eval()
        with torch.no_grad():
            valid = sum(lm_loss(model, valid_ids).item() for _ in range(5)) / 5
        print(f"step {step} train {loss.item():.3f} valid {valid:.3f}")
