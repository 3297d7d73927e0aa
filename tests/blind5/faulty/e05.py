"""Character-level language model, stateful LSTM."""
import torch
import torch.nn as nn

BLOCK, BATCH = 64, 32


def load(path='input.txt'):
    text = open(path, encoding='utf-8').read()
    chars = sorted(set(text))
    stoi = {c: i for i, c in enumerate(chars)}
    return torch.tensor([stoi[c] for c in text]), chars


def batchify(data, bsz):
    n = data.size(0) // bsz
    return data[:n * bsz].view(bsz, n)


class CharLM(nn.Module):
    def __init__(self, vocab, emb=64, hidden=256, layers=2):
        super().__init__()
        self.hidden, self.layers = hidden, layers
        self.embed = nn.Embedding(vocab, emb)
        self.lstm = nn.LSTM(emb, hidden, layers, batch_first=True)
        self.proj = nn.Linear(hidden, vocab)

    def forward(self, x, state):
        h, state = self.lstm(self.embed(x), state)
        return self.proj(h), state

    def init_state(self, bsz, device):
        z = torch.zeros(self.layers, bsz, self.hidden, device=device)
        return z, z.clone()


def train():
    torch.manual_seed(1337)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    data, chars = load()
    data = batchify(data, BATCH).to(device)
    model = CharLM(len(chars)).to(device)
    optim = torch.optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.CrossEntropyLoss()

    for epoch in range(10):
        state = model.init_state(BATCH, device)
        total, steps = 0.0, 0
        for i in range(0, data.size(1) - BLOCK - 1, BLOCK):
            x = data[:, i:i + BLOCK]
            y = data[:, i + 1:i + 1 + BLOCK]
            logits, state = model(x, state)
            loss = loss_fn(logits.reshape(-1, len(chars)), y.reshape(-1))
            optim.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optim.step()
            total += loss.item()
            steps += 1
        print(f'epoch {epoch} loss {total / steps:.4f}')


if __name__ == '__main__':
    train()
