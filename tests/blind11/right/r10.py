"""Truncated back-propagation through time; the hidden state is carried on but cut from the graph."""
import torch
from torch import nn


class RNNModel(nn.Module):
    def __init__(self, n_token, n_inp=16, n_hid=64, dropout=0.1):
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.encoder = nn.Embedding(n_token, n_inp)
        self.rnn = nn.LSTM(n_inp, n_hid)          # (T, N, C)
        self.decoder = nn.Linear(n_hid, n_token)

    def forward(self, tokens, hidden):
        out, hidden = self.rnn(self.drop(self.encoder(tokens)), hidden)
        return self.decoder(self.drop(out)), hidden


def repackage_hidden(h):
    if isinstance(h, torch.Tensor):
        return h.detach()
    return tuple(repackage_hidden(v) for v in h)


def batchify(data, bsz):
    nbatch = data.size(0) // bsz
    data = data.narrow(0, 0, nbatch * bsz)
    return data.view(bsz, -1).t().contiguous()


def get_batch(source, i, bptt):
    seq_len = min(bptt, len(source) - 1 - i)
    return source[i:i + seq_len], source[i + 1:i + 1 + seq_len].reshape(-1)


def make_text(n, seed):
    """A noisy cycle over seven symbols, sometimes backwards."""
    g = torch.Generator().manual_seed(seed)
    out, s, d = [], 0, 1
    for _ in range(n):
        if torch.rand((), generator=g) < 0.05:
            d = -d
        s = (s + d) % 7
        out.append(s)
    return torch.tensor(out)


def evaluate(model, source, criterion, bptt=20):
    model.eval()
    hidden, total = None, 0.0
    with torch.no_grad():
        for i in range(0, source.size(0) - 1, bptt):
            data, targets = get_batch(source, i, bptt)
            output, hidden = model(data, hidden)
            total += len(data) * criterion(output.view(-1, 7), targets).item()
    return total / (len(source) - 1)


def main():
    torch.manual_seed(1111)
    train_data = batchify(make_text(8000, 1), 20)
    val_data = batchify(make_text(2000, 2), 10)
    model = RNNModel(7)
    criterion = nn.CrossEntropyLoss()
    lr, best_val = 5.0, None
    for epoch in range(1, 7):
        model.train()
        hidden = None
        for i in range(0, train_data.size(0) - 1, 20):
            data, targets = get_batch(train_data, i, 20)
            if hidden is not None:
                hidden = repackage_hidden(hidden)
            model.zero_grad()
            output, hidden = model(data, hidden)
            loss = criterion(output.view(-1, 7), targets)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 0.25)
            with torch.no_grad():
                for p in model.parameters():
                    p.add_(p.grad, alpha=-lr)
        val_loss = evaluate(model, val_data, criterion)
        print(f"epoch {epoch} valid loss {val_loss:.3f} (entropy of the source about 0.2)")
        if best_val is None or val_loss < best_val:
            best_val = val_loss
        else:
            lr /= 4.0


if __name__ == "__main__":
    main()
