"""Tiny character-level transformer that learns to reverse strings."""
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from dataclasses import dataclass


@dataclass
class ModelConfig:
    vocab: int = 12
    length: int = 8
    dim: int = 32
    heads: int = 4
    layers: int = 2


@dataclass
class TrainConfig:
    steps: int = 400
    batch_size: int = 64
    learning_rate: float = 0.1
    eval_every: int = 80


class SelfAttention(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.heads = cfg.heads
        self.qkv = nn.Linear(cfg.dim, 3 * cfg.dim)
        self.proj = nn.Linear(cfg.dim, cfg.dim)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        att = F.softmax(q @ k.transpose(-2, -1) / math.sqrt(d // self.heads), dim=-1)
        return self.proj((att @ v).transpose(1, 2).reshape(b, t, d))


class Layer(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(cfg.dim), nn.LayerNorm(cfg.dim)
        self.att = SelfAttention(cfg)
        self.mlp = nn.Sequential(nn.Linear(cfg.dim, 4 * cfg.dim), nn.GELU(), nn.Linear(4 * cfg.dim, cfg.dim))

    def forward(self, x):
        x = x + self.att(self.ln1(x))
        return x + self.mlp(self.ln2(x))


class Reverser(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.tok = nn.Embedding(cfg.vocab, cfg.dim)
        self.pos = nn.Parameter(torch.randn(1, cfg.length, cfg.dim))
        self.layers = nn.ModuleList([Layer(cfg) for _ in range(cfg.layers)])
        self.ln = nn.LayerNorm(cfg.dim)
        self.head = nn.Linear(cfg.dim, cfg.vocab)

    def forward(self, idx):
        x = self.tok(idx) + self.pos
        for layer in self.layers:
            x = layer(x)
        return self.head(self.ln(x))


def get_batch(cfg, n, generator):
    x = torch.randint(cfg.vocab, (n, cfg.length), generator=generator)
    return x, x.flip(1)


def main():
    torch.manual_seed(1337)
    mc, tc = ModelConfig(), TrainConfig()
    model = Reverser(mc)
    optimizer = torch.optim.AdamW(model.parameters(), lr=tc.learning_rate)
    g = torch.Generator().manual_seed(0)
    x_val, y_val = get_batch(mc, 256, torch.Generator().manual_seed(1))
    for step in range(1, tc.steps + 1):
        model.train()
        x, y = get_batch(mc, tc.batch_size, g)
        logits = model(x)
        loss = F.cross_entropy(logits.view(-1, mc.vocab), y.reshape(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if step % tc.eval_every == 0:
            model.eval()
            with torch.no_grad():
                out = model(x_val)
                val = F.cross_entropy(out.view(-1, mc.vocab), y_val.reshape(-1)).item()
                acc = (out.argmax(-1) == y_val).float().mean().item()
            print(f"step {step}: train {loss.item():.3f} val {val:.3f} token acc {acc:.3f}")


if __name__ == "__main__":
    main()
