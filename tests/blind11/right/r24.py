"""Token tagging with nn.TransformerEncoder: brackets that are closed later get tag 1."""
import random

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

VOCAB = {"<pad>": 0, "(": 1, ")": 2, "x": 3}


class Brackets(Dataset):
    def __init__(self, n, seed):
        rng = random.Random(seed)
        self.data = [self._make(rng) for _ in range(n)]

    @staticmethod
    def _make(rng):
        s = rng.choices("()x", weights=[4, 4, 2], k=rng.randint(6, 14))
        tags, stack = [0] * len(s), []
        for i, ch in enumerate(s):
            if ch == "(":
                stack.append(i)
            elif ch == ")" and stack:
                tags[stack.pop()] = 1
        return s, tags

    def __len__(self):
        return len(self.data)

    def __getitem__(self, i):
        s, tags = self.data[i]
        return torch.tensor([VOCAB[c] for c in s]), torch.tensor(tags)


def collate(batch):
    xs, ys = zip(*batch)
    return pad_sequence(xs, batch_first=True), pad_sequence(ys, batch_first=True, padding_value=-100)


class Tagger(nn.Module):
    def __init__(self, d=32, heads=4, layers=2, max_len=16):
        super().__init__()
        self.emb = nn.Embedding(len(VOCAB), d, padding_idx=0)
        self.pos = nn.Embedding(max_len, d)
        layer = nn.TransformerEncoderLayer(d, heads, 4 * d, dropout=0.0, batch_first=True, norm_first=True)
        self.enc = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.out = nn.Linear(d, 2)

    def forward(self, x):
        pad = x == 0
        h = self.emb(x) + self.pos(torch.arange(x.size(1)))
        return self.out(self.enc(h, src_key_padding_mask=pad))


def run(model, loader, optimizer=None):
    model.train(optimizer is not None)
    loss_sum = hits = n = 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            logits = model(x)
            loss = F.cross_entropy(logits.transpose(1, 2), y, ignore_index=-100)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            real = y != -100
            k = real.sum().item()
            loss_sum += loss.item() * k
            hits += ((logits.argmax(-1) == y) & real).sum().item()
            n += k
    return loss_sum / n, hits / n


if __name__ == "__main__":
    torch.manual_seed(0)
    train = DataLoader(Brackets(2000, 1), batch_size=64, shuffle=True, collate_fn=collate)
    test = DataLoader(Brackets(400, 2), batch_size=200, collate_fn=collate)
    model = Tagger()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(6):
        tl, ta = run(model, train, optimizer)
        print(f"epoch {epoch} train {tl:.3f} {ta:.3f}")
    print("test loss %.3f tag accuracy %.3f" % run(model, test))
