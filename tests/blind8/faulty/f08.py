"""Toy seq2seq: reverse a sequence of digits."""
import random
import torch
from torch import nn

PAD, SOS = 10, 11
VOCAB = 12


class Encoder(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.emb = nn.Embedding(VOCAB, d)
        self.gru = nn.GRU(d, d, batch_first=True)

    def forward(self, src):
        return self.gru(self.emb(src))


class Decoder(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.emb = nn.Embedding(VOCAB, d)
        self.gru = nn.GRU(d, d, batch_first=True)
        self.out = nn.Linear(2 * d, VOCAB)

    def forward(self, tgt, state, memory, attention):
        h, state = self.gru(self.emb(tgt), state)
        ctx = attention(h, memory)
        return self.out(torch.cat([h, ctx], -1)), state


class DotAttention(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.q = nn.Linear(d, d)

    def forward(self, h, memory):
        w = torch.softmax(self.q(h) @ memory.transpose(1, 2) / h.size(-1) ** 0.5, dim=-1)
        return w @ memory


class Seq2Seq(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder, self.attention = Encoder(), Decoder(), DotAttention()

    def forward(self, src, tgt_in):
        memory, state = self.encoder(src)
        logits, _ = self.decoder(tgt_in, state, memory, self.attention)
        return logits


def configure_optimizers(model, lr, wd=1e-4):
    decay, no_decay = [], []
    for part in (model.encoder, model.attention):
        for name, p in part.named_parameters():
            (no_decay if p.ndim < 2 else decay).append(p)
    groups = [{"params": decay, "weight_decay": wd}, {"params": no_decay, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=lr)


def batch(n, length=6):
    src = torch.randint(0, 10, (n, length))
    tgt = src.flip(1)
    tgt_in = torch.cat([torch.full((n, 1), SOS), tgt[:, :-1]], 1)
    return src, tgt_in, tgt


def main():
    random.seed(0)
    torch.manual_seed(0)
    model = Seq2Seq()
    optimizer = configure_optimizers(model, lr=3e-3)
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    for step in range(1, 301):
        model.train()
        src, tgt_in, tgt = batch(64)
        logits = model(src, tgt_in)
        loss = criterion(logits.reshape(-1, VOCAB), tgt.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 0:
            model.eval()
            with torch.no_grad():
                src, tgt_in, tgt = batch(256)
                acc = (model(src, tgt_in).argmax(-1) == tgt).float().mean().item()
            print(f"step {step} loss {loss.item():.3f} token acc {acc:.3f}")


if __name__ == "__main__":
    main()
