"""Character RNN, many chunks of one long text."""
import torch
import torch.nn as nn

torch.manual_seed(0)

text = "the quick brown fox jumps over the lazy dog and runs away from the big bad wolf " * 12
chars = sorted(set(text))
stoi = {c: i for i, c in enumerate(chars)}
itos = {i: c for c, i in stoi.items()}
data = torch.tensor([stoi[c] for c in text])
CHUNK = 40


class CharRNN(nn.Module):
    def __init__(self, vocab, emb=16, hidden=48):
        super().__init__()
        self.hidden_size = hidden
        self.emb = nn.Embedding(vocab, emb)
        self.rnn = nn.GRU(emb, hidden, batch_first=True)
        self.decoder = nn.Linear(hidden, vocab)

    def forward(self, x, h):
        out, h = self.rnn(self.emb(x), h)
        return self.decoder(out), h

    def init_hidden(self, batch=1):
        return torch.zeros(1, batch, self.hidden_size)


def chunks():
    for i in range(0, len(data) - CHUNK - 1, CHUNK):
        yield data[i:i + CHUNK].unsqueeze(0), data[i + 1:i + CHUNK + 1].unsqueeze(0)


model = CharRNN(len(chars))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)

for epoch in range(2):
    hidden = model.init_hidden()
    total, n = 0.0, 0
    for x, y in chunks():
        optimizer.zero_grad()
        logits, hidden = model(x, hidden)
        loss = criterion(logits.reshape(-1, len(chars)), y.reshape(-1))
        loss.backward(retain_graph=True)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item()
        n += 1
    print(f"epoch {epoch} loss {total / n:.3f}")

model.eval()
with torch.no_grad():
    h = model.init_hidden()
    idx = torch.tensor([[stoi["t"]]])
    result = "t"
    for _ in range(40):
        out, h = model(idx, h)
        idx = out[:, -1].argmax(-1, keepdim=True)
        result += itos[idx.item()]
print(result)
