"""Word language model, time-major batches as in the PyTorch examples."""
import math
import torch
import torch.nn as nn

TEXT = 'the cat sat on the mat and the dog sat on the log while the bird sang to the cat and the dog'.split() * 60


def batchify(ids, bsz):
    n = ids.size(0) // bsz
    return ids[:n * bsz].view(bsz, n).t().contiguous()      # (time, batch)


class RNNModel(nn.Module):
    def __init__(self, ntoken, ninp=24, nhid=24, tie=True):
        super().__init__()
        self.drop = nn.Dropout(0.1)
        self.encoder = nn.Embedding(ntoken, ninp)
        self.rnn = nn.GRU(ninp, nhid)
        self.decoder = nn.Linear(nhid, ntoken)
        if tie:
            self.decoder.weight = self.encoder.weight
        self.nhid = nhid

    def forward(self, tokens, hidden):
        emb = self.drop(self.encoder(tokens))
        out, hidden = self.rnn(emb, hidden)
        return self.decoder(self.drop(out)), hidden

    def init_hidden(self, bsz):
        return torch.zeros(1, bsz, self.nhid)


def repackage(h):
    return h.detach()


def train(model, data, opt, criterion, bptt):
    model.train()
    hidden = model.init_hidden(data.size(1))
    total, count = 0.0, 0
    for i in range(0, data.size(0) - 1, bptt):
        n = min(bptt, data.size(0) - 1 - i)
        x, y = data[i:i + n], data[i + 1:i + 1 + n].reshape(-1)
        hidden = repackage(hidden)
        opt.zero_grad()
        logits, hidden = model(x, hidden)
        loss = criterion(logits.view(-1, logits.size(-1)), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.25)
        opt.step()
        total += loss.item() * n
        count += n
    return total / count


if __name__ == '__main__':
    torch.manual_seed(0)
    vocab = {w: i for i, w in enumerate(sorted(set(TEXT)))}
    data = batchify(torch.tensor([vocab[w] for w in TEXT]), 10)
    model = RNNModel(len(vocab))
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(4):
        loss = train(model, data, opt, nn.CrossEntropyLoss(), bptt=15)
        print(f'epoch {epoch} ppl {math.exp(loss):.2f}')
