import torch
import torch.nn as nn

torch.manual_seed(8)
text = ("the quick brown fox jumps over the lazy dog. pack my box with five dozen liquor jugs. " * 30)
chars = sorted(set(text))
ids = torch.tensor([chars.index(c) for c in text])
ROWS, WIN = 8, 24
cols = len(ids) // ROWS
data = ids[: ROWS * cols].view(ROWS, cols)


class CharRNN(nn.Module):
    def __init__(self, v, h=64):
        super().__init__()
        self.emb = nn.Embedding(v, 24)
        self.rnn = nn.LSTM(24, h, batch_first=True)
        self.out = nn.Linear(h, v)

    def forward(self, x, state):
        y, state = self.rnn(self.emb(x), state)
        return self.out(y), state


net = CharRNN(len(chars))
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
ce = nn.CrossEntropyLoss()
for epoch in range(12):
    state, tot, n = None, 0.0, 0
    for s in range(0, cols - WIN - 1, WIN):
        x, t = data[:, s:s + WIN], data[:, s + 1:s + WIN + 1]
        z, state = net(x, state)
        state = tuple(k.detach() for k in state)
        loss = ce(z.transpose(1, 2), t)
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        tot += loss.item()
        n += 1
    print(epoch, tot / n)
