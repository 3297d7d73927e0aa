"""Right: truncated back-propagation through time; the hidden state is detached between chunks on purpose."""
import torch
import torch.nn as nn

torch.manual_seed(0)
text = "hello world this is a small text for a small model " * 20
chars = sorted(set(text))
ids = torch.tensor([chars.index(c) for c in text])


class CharLSTM(nn.Module):
    def __init__(self, v, h=32):
        super().__init__()
        self.emb = nn.Embedding(v, 12)
        self.lstm = nn.LSTM(12, h, batch_first=True)
        self.out = nn.Linear(h, v)

    def forward(self, x, state=None):
        o, state = self.lstm(self.emb(x), state)
        return self.out(o), state


def repackage(state):
    return tuple(s.detach() for s in state)


model = CharLSTM(len(chars))
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
L = 25
for epoch in range(3):
    state, total, n = None, 0.0, 0
    for i in range(0, len(ids) - L - 1, L):
        x, y = ids[i:i + L][None], ids[i + 1:i + L + 1][None]
        if state is not None:
            state = repackage(state)
        logits, state = model(x, state)
        loss = nn.functional.cross_entropy(logits.transpose(1, 2), y)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        total += loss.item()
        n += 1
    print(epoch, total / n)
