"""Character LSTM with truncated BPTT and sampling."""
import torch
from torch import nn

LINES = ["row row row your boat gently down the stream", "merrily merrily merrily life is but a dream",
         "twinkle twinkle little star how i wonder what you are", "up above the world so high like a diamond in the sky"]
text = "\n".join(LINES * 60)
vocab = sorted(set(text))
stoi = {c: i for i, c in enumerate(vocab)}
ids = torch.tensor([stoi[c] for c in text])

BATCH, BPTT = 8, 40


class CharLSTM(nn.Module):
    def __init__(self, n, emb=24, hidden=64):
        super().__init__()
        self.hidden = hidden
        self.embed = nn.Embedding(n, emb)
        self.lstm = nn.LSTM(emb, hidden)
        self.decode = nn.Linear(hidden, n)

    def init_state(self, batch):
        return (torch.zeros(1, batch, self.hidden), torch.zeros(1, batch, self.hidden))

    def forward(self, x, state):
        out, state = self.lstm(self.embed(x), state)
        return self.decode(out), state


def to_columns(seq, batch):
    n = len(seq) // batch
    return seq[:n * batch].view(batch, n).t().contiguous()  # (time, batch)


@torch.no_grad()
def sample(model, prefix="row", n=60):
    model.eval()
    state = model.init_state(1)
    out = prefix
    x = torch.tensor([[stoi[c]] for c in prefix])
    for _ in range(n):
        logits, state = model(x, state)
        probs = torch.softmax(logits[-1, 0] / 0.7, dim=0)
        nxt = torch.multinomial(probs, 1)
        out += vocab[nxt.item()]
        x = nxt.view(1, 1)
    return out


torch.manual_seed(5)
model = CharLSTM(len(vocab))
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
criterion = nn.CrossEntropyLoss()
columns = to_columns(ids, BATCH)

for epoch in range(4):
    model.train()
    state = model.init_state(BATCH)
    total, steps = 0.0, 0
    for start in range(0, columns.size(0) - BPTT - 1, BPTT):
        x = columns[start:start + BPTT]
        y = columns[start + 1:start + 1 + BPTT]
        state = tuple(s.detach() for s in state)
        logits, state = model(x, state)
        loss = criterion(logits.view(-1, len(vocab)), y.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item()
        steps += 1
    print(f"epoch {epoch} loss {total / steps:.3f}")
    print("  ", sample(model).replace("\n", " / "))
