import torch
import torch.nn as nn

text = (
    "the quick brown fox jumps over the lazy dog. "
    "a stitch in time saves nine. practice makes perfect. "
    "the early bird catches the worm. still waters run deep. "
) * 8
chars = sorted(set(text))
stoi = {c: i for i, c in enumerate(chars)}
itos = {i: c for c, i in stoi.items()}
data = torch.tensor([stoi[c] for c in text])

SEQ_LEN, BATCH, STEPS = 24, 16, 120


def get_batch():
    start = torch.randint(0, len(data) - SEQ_LEN - 1, (BATCH,))
    x = torch.stack([data[s:s + SEQ_LEN] for s in start])
    y = torch.stack([data[s + 1:s + SEQ_LEN + 1] for s in start])
    return x, y


class CharRNN(nn.Module):
    def __init__(self, vocab, emb=16, hidden=48):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb)
        self.rnn = nn.RNN(emb, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, x, h=None):
        z, h = self.rnn(self.emb(x), h)
        return self.out(z), h


@torch.no_grad()
def sample(model, prompt, n=40):
    model.eval()
    h, out = None, prompt
    x = torch.tensor([[stoi[c] for c in prompt]])
    for _ in range(n):
        logits, h = model(x, h)
        x = logits[:, -1].argmax(dim=-1, keepdim=True)
        out += itos[x.item()]
    model.train()
    return out


torch.manual_seed(0)
model = CharRNN(len(chars))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)

optimizer.zero_grad()
for step in range(1, STEPS + 1):
    x, y = get_batch()
    logits, _ = model(x)
    loss = criterion(logits.reshape(-1, len(chars)), y.reshape(-1))
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    optimizer.step()
    if step % 20 == 0:
        print(f"step {step}: loss {loss.item():.4f}")

print(repr(sample(model, "the ")))
