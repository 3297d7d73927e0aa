"""Language model in the style of the word_language_model example."""
import math
import torch
from torch import nn

TEXT = 'one two three four five six seven eight nine ten ' * 120
VOCAB = sorted(set(TEXT))
IDS = torch.tensor([VOCAB.index(c) for c in TEXT])


def repackage_hidden(h):
    """Wraps hidden states in new Tensors, to detach them from their history."""
    if isinstance(h, torch.Tensor):
        return h.detach()
    return tuple(repackage_hidden(v) for v in h)


def batchify(data, bsz):
    nbatch = data.size(0) // bsz
    data = data.narrow(0, 0, nbatch * bsz)
    return data.view(bsz, -1).t().contiguous()


def get_batch(source, i, bptt):
    seq_len = min(bptt, len(source) - 1 - i)
    return source[i:i + seq_len], source[i + 1:i + 1 + seq_len].view(-1)


class RNNModel(nn.Module):
    def __init__(self, ntoken, ninp=24, nhid=24, dropout=0.1, tie_weights=True):
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.encoder = nn.Embedding(ntoken, ninp)
        self.rnn = nn.LSTM(ninp, nhid)
        self.decoder = nn.Linear(nhid, ntoken)
        if tie_weights:
            self.decoder.weight = self.encoder.weight
        nn.init.uniform_(self.encoder.weight, -0.1, 0.1)
        self.nhid = nhid

    def forward(self, x, hidden):
        out, hidden = self.rnn(self.drop(self.encoder(x)), hidden)
        return self.decoder(self.drop(out)).view(-1, self.decoder.out_features), hidden

    def init_hidden(self, bsz):
        weight = next(self.parameters())
        return (weight.new_zeros(1, bsz, self.nhid), weight.new_zeros(1, bsz, self.nhid))


def evaluate(model, data, bptt):
    model.eval()
    total = 0.
    hidden = model.init_hidden(data.size(1))
    with torch.no_grad():
        for i in range(0, data.size(0) - 1, bptt):
            x, y = get_batch(data, i, bptt)
            out, hidden = model(x, hidden)
            hidden = repackage_hidden(hidden)
            total += len(x) * nn.functional.cross_entropy(out, y).item()
    return total / (len(data) - 1)


def main():
    torch.manual_seed(1111)
    n = int(len(IDS) * 0.9)
    train_data, val_data = batchify(IDS[:n], 10), batchify(IDS[n:], 5)
    model = RNNModel(len(VOCAB))
    lr, bptt = 5e-3, 20
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(1, 13):
        model.train()
        hidden = model.init_hidden(10)
        for i in range(0, train_data.size(0) - 1, bptt):
            x, y = get_batch(train_data, i, bptt)
            model.zero_grad()
            hidden = repackage_hidden(hidden)
            out, hidden = model(x, hidden)
            loss = nn.functional.cross_entropy(out, y)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.25)
            optimizer.step()
        v = evaluate(model, val_data, bptt)
        if epoch % 4 == 0:
            print(f'| epoch {epoch} | val loss {v:.3f} | ppl {math.exp(v):.2f}')


if __name__ == '__main__':
    main()
