import math

import torch
from torch import nn

PAD = 0


class CausalLM(nn.Module):
    def __init__(self, vocab, dim=48, heads=4, depth=1, max_len=32):
        super().__init__()
        self.dim = dim
        self.tok = nn.Embedding(vocab, dim, padding_idx=PAD)
        self.pos = nn.Parameter(torch.zeros(1, max_len, dim))
        layer = nn.TransformerEncoderLayer(dim, heads, 2 * dim, dropout=0.1, batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(dim)
        self.out = nn.Linear(dim, vocab, bias=False)
        nn.init.normal_(self.tok.weight, std=0.1)
        self.out.weight = self.tok.weight

    def forward(self, ids):
        t = ids.size(1)
        mask = torch.triu(torch.full((t, t), float("-inf")), diagonal=1)
        h = self.tok(ids) * math.sqrt(self.dim) + self.pos[:, :t]
        h = self.blocks(h, mask=mask)
        return self.out(self.norm(h))
