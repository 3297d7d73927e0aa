import argparse
import math

import torch
import torch.nn as nn


class RNNModel(nn.Module):
    def __init__(self, ntoken, ninp=256, nhid=256, nlayers=2, dropout=0.3, tie=True):
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.encoder = nn.Embedding(ntoken, ninp)
        self.rnn = nn.LSTM(ninp, nhid, nlayers, dropout=dropout)
        self.decoder = nn.Linear(nhid, ntoken)
        if tie:
            self.decoder.weight = self.encoder.weight
        nn.init.uniform_(self.encoder.weight, -0.1, 0.1)
        nn.init.zeros_(self.decoder.bias)
        self.nhid, self.nlayers = nhid, nlayers

    def forward(self, x, hidden):
        out, hidden = self.rnn(self.drop(self.encoder(x)), hidden)
        return self.decoder(self.drop(out)), hidden

    def init_hidden(self, bsz):
        w = next(self.parameters())
        return w.new_zeros(self.nlayers, bsz, self.nhid), w.new_zeros(self.nlayers, bsz, self.nhid)


def repackage(h):
    return h.detach() if isinstance(h, torch.Tensor) else tuple(repackage(v) for v in h)


def batchify(ids, bsz):
    n = ids.size(0) // bsz
    return ids.narrow(0, 0, n * bsz).view(bsz, -1).t().contiguous()


def get_batch(source, i, bptt):
    n = min(bptt, len(source) - 1 - i)
    return source[i:i + n], source[i + 1:i + 1 + n].reshape(-1)


def evaluate(model, source, bptt, criterion):
    model.eval()
    total = 0.0
    hidden = model.init_hidden(source.size(1))
    with torch.no_grad():
        for i in range(0, source.size(0) - 1, bptt):
            x, y = get_batch(source, i, bptt)
            out, hidden = model(x, hidden)
            total += len(x) * criterion(out.flatten(0, 1), y).item()
    return total / (len(source) - 1)


def train(model, source, bptt, criterion, lr, clip):
    model.train()
    hidden = model.init_hidden(source.size(1))
    total, seen = 0.0, 0
    for b, i in enumerate(range(0, source.size(0) - 1, bptt)):
        x, y = get_batch(source, i, bptt)
        model.zero_grad()
        hidden = repackage(hidden)
        out, hidden = model(x, hidden)
        loss = criterion(out.flatten(0, 1), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), clip)
        with torch.no_grad():
            for p in model.parameters():
                p.add_(p.grad, alpha=-lr)
        total += loss.item()
        seen += 1
        if b % 200 == 199:
            print(f'batch {b + 1} ppl {math.exp(total / seen):.2f}')
            total, seen = 0.0, 0


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--lr', type=float, default=20)
    ap.add_argument('--clip', type=float, default=0.25)
    ap.add_argument('--bptt', type=int, default=35)
    args = ap.parse_args()
    torch.manual_seed(1111)
    corpus = torch.load('wikitext2_ids.pt')
    tr, va, te = batchify(corpus['train'], 20), batchify(corpus['valid'], 10), batchify(corpus['test'], 10)
    model = RNNModel(corpus['vocab'])
    crit = nn.CrossEntropyLoss()
    lr, best = args.lr, None
    for epoch in range(1, 21):
        train(model, tr, args.bptt, crit, lr, args.clip)
        v = evaluate(model, va, args.bptt, crit)
        print(f'epoch {epoch} valid ppl {math.exp(v):.2f} lr {lr}')
        if best is None or v < best:
            best = v
            torch.save(model.state_dict(), 'lm.pt')
        else:
            lr /= 4.0
    model.load_state_dict(torch.load('lm.pt'))
    print('test ppl', math.exp(evaluate(model, te, args.bptt, crit)))


if __name__ == '__main__':
    main()
