"""Seq2seq GRU that reverses digit strings, with teacher forcing."""
import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

PAD, SOS, EOS = 10, 11, 12
N_TOKENS = 13


class ReverseTask(Dataset):
    def __init__(self, size, seed, lengths=(3, 6)):
        rng = random.Random(seed)
        self.pairs = []
        for _ in range(size):
            s = [rng.randrange(10) for _ in range(rng.randint(*lengths))]
            self.pairs.append((s, s[::-1]))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, i):
        return self.pairs[i]


def pad(seqs):
    width = max(map(len, seqs))
    return torch.tensor([s + [PAD] * (width - len(s)) for s in seqs])


def collate(pairs):
    src = pad([s + [EOS] for s, _ in pairs])
    tgt_in = pad([[SOS] + t for _, t in pairs])
    tgt_out = pad([t + [EOS] for _, t in pairs])
    return src, tgt_in, tgt_out


class Seq2Seq(nn.Module):
    def __init__(self, emb=24, hidden=96):
        super().__init__()
        self.embed = nn.Embedding(N_TOKENS, emb, padding_idx=PAD)
        self.encoder = nn.GRU(emb, hidden, batch_first=True)
        self.decoder = nn.GRU(emb, hidden, batch_first=True)
        self.to_vocab = nn.Linear(hidden, N_TOKENS)

    def encode(self, src):
        lengths = (src != PAD).sum(dim=1)
        packed = nn.utils.rnn.pack_padded_sequence(self.embed(src), lengths, batch_first=True, enforce_sorted=False)
        _, state = self.encoder(packed)
        return state

    def forward(self, src, tgt_in):
        out, _ = self.decoder(self.embed(tgt_in), self.encode(src))
        return self.to_vocab(out)

    @torch.no_grad()
    def translate(self, src, max_len=8):
        state = self.encode(src)
        token = torch.full((src.size(0), 1), SOS)
        result = []
        for _ in range(max_len):
            out, state = self.decoder(self.embed(token), state)
            token = self.to_vocab(out).argmax(dim=-1)
            result.append(token)
        return torch.cat(result, dim=1)


def exact_match(model, loader):
    model.eval()
    good = n = 0
    for src, _, tgt_out in loader:
        guess = model.translate(src, max_len=tgt_out.size(1))
        real = tgt_out != PAD
        good += ((guess == tgt_out) | ~real).all(dim=1).sum().item()
        n += len(src)
    return good / n


def main():
    torch.manual_seed(6)
    train_loader = DataLoader(ReverseTask(2000, seed=1), batch_size=50, shuffle=True, collate_fn=collate)
    test_loader = DataLoader(ReverseTask(200, seed=2), batch_size=100, collate_fn=collate)
    model = Seq2Seq()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)

    for epoch in range(8):
        model.train()
        optimizer.zero_grad()
        total = 0.0
        for src, tgt_in, tgt_out in train_loader:
            logits = model(src, tgt_in)
            loss = criterion(logits.reshape(-1, N_TOKENS), tgt_out.reshape(-1))
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1} loss {total / len(train_loader):.4f}")
    print(f"exact match on unseen strings: {exact_match(model, test_loader):.3f}")


if __name__ == "__main__":
    main()
