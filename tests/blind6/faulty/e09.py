"""Character level language model."""
import torch
import torch.nn as nn

TEXT = ("to be or not to be that is the question whether tis nobler in the mind to suffer "
        "the slings and arrows of outrageous fortune or to take arms against a sea of troubles ") * 20

chars = sorted(set(TEXT))
stoi = {c: i for i, c in enumerate(chars)}
data = torch.tensor([stoi[c] for c in TEXT])


def batchify(ids, batch_size):
    n = len(ids) // batch_size
    return ids[:n * batch_size].view(batch_size, n)


class CharLSTM(nn.Module):
    def __init__(self, vocab, emb=32, hidden=64):
        super().__init__()
        self.hidden = hidden
        self.emb = nn.Embedding(vocab, emb)
        self.lstm = nn.LSTM(emb, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)

    def init_state(self, n):
        return torch.zeros(1, n, self.hidden), torch.zeros(1, n, self.hidden)

    def forward(self, x, state):
        h, state = self.lstm(self.emb(x), state)
        return self.out(h), state


def train(model, stream, bptt=20, epochs=3, lr=2e-3):
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    model.train()
    for epoch in range(epochs):
        state = model.init_state(stream.size(0))
        total, steps = 0.0, 0
        for i in range(0, stream.size(1) - bptt - 1, bptt):
            x = stream[:, i:i + bptt]
            y = stream[:, i + 1:i + bptt + 1]
            logits, state = model(x, state)
            loss = loss_fn(logits.reshape(-1, logits.size(-1)), y.reshape(-1))
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            total += loss.item()
            steps += 1
        print(f'epoch {epoch} loss {total / steps:.3f}')


@torch.no_grad()
def sample(model, start='t', n=80):
    model.eval()
    state = model.init_state(1)
    idx = torch.tensor([[stoi[start]]])
    out = start
    for _ in range(n):
        logits, state = model(idx, state)
        probs = torch.softmax(logits[0, -1], dim=-1)
        idx = torch.multinomial(probs, 1).view(1, 1)
        out += chars[idx.item()]
    return out


if __name__ == '__main__':
    torch.manual_seed(0)
    m = CharLSTM(len(chars))
    train(m, batchify(data, 8))
    print(sample(m))
