import math
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

PAD, BOS, EOS = 0, 1, 2
VOCAB = 10


class PositionalEncoding(nn.Module):
    def __init__(self, d, max_len=64):
        super().__init__()
        pos = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
        pe = torch.zeros(max_len, 1, d)
        pe[:, 0, 0::2], pe[:, 0, 1::2] = torch.sin(pos * div), torch.cos(pos * div)
        self.register_buffer('pe', pe)

    def forward(self, x):                     # (T, N, E)
        return x + self.pe[:x.size(0)]


class Copier(nn.Module):
    def __init__(self, d=32):
        super().__init__()
        self.emb, self.pos = nn.Embedding(VOCAB, d, padding_idx=PAD), PositionalEncoding(d)
        encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(d, 4, 64, 0.0), 1, nn.LayerNorm(d), enable_nested_tensor=False)
        self.core = nn.Transformer(d, 4, 1, 1, 64, dropout=0.0, custom_encoder=encoder)
        self.generator = nn.Linear(d, VOCAB)

    def forward(self, src, tgt):              # both (T, N)
        mask = nn.Transformer.generate_square_subsequent_mask(tgt.size(0), dtype=torch.bool, device=tgt.device)
        kw = dict(src_key_padding_mask=(src == PAD).t(), tgt_key_padding_mask=(tgt == PAD).t(), memory_key_padding_mask=(src == PAD).t())
        h = self.core(self.pos(self.emb(src)), self.pos(self.emb(tgt)), tgt_mask=mask, **kw)
        return self.generator(h)              # (T, N, V)


def make_batch(n):
    seqs = [torch.randint(3, VOCAB, (int(torch.randint(3, 7, (1,))),)) for _ in range(n)]
    src = pad_sequence(seqs, padding_value=PAD)
    tgt = pad_sequence([torch.cat([torch.tensor([BOS]), s, torch.tensor([EOS])]) for s in seqs], padding_value=PAD)
    return src, tgt


def main():
    torch.manual_seed(0)
    model = Copier()
    crit = nn.CrossEntropyLoss(ignore_index=PAD)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for step in range(1, 301):
        model.train()
        src, tgt = make_batch(64)
        out = model(src, tgt[:-1])
        loss = crit(out.view(-1, out.shape[-1]), tgt[1:].reshape(-1))
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 100 == 0:
            model.eval()
            with torch.no_grad():
                src, tgt = make_batch(128)
                pred, gold = model(src, tgt[:-1]).argmax(-1), tgt[1:]
                keep = gold != PAD
                print(step, f'{loss.item():.4f}', (pred == gold)[keep].float().mean().item())


if __name__ == '__main__':
    main()
