import torch
from torch import nn
class CharLM(nn.Module):
    def __init__(self, vocab, dim=64):
        super().__init__()
        self.emb = nn.Embedding(vocab, dim)
        self.lstm = nn.LSTM(dim, 128, batch_first=True)
        self.out = nn.Linear(128, vocab)
    def forward(self, x, state=None):
        h, state = self.lstm(self.emb(x), state)
        return self.out(h), state
text = open("input.txt").read()
chars = sorted(set(text)); stoi = {c: i for i, c in enumerate(chars)}
data = torch.tensor([stoi[c] for c in text])
model = CharLM(len(chars))
crit = nn.NLLLoss()
opt = torch.optim.Adam(model.parameters(), 3e-3)
def get_batch(bs=32, T=64):
    ix = torch.randint(len(data) - T - 1, (bs,))
    return torch.stack([data[i:i+T] for i in ix]), torch.stack([data[i+1:i+T+1] for i in ix])
for step in range(2000):
    xb, yb = get_batch()
    logits, _ = model(xb)
    B, T, V = logits.shape
    loss = crit(logits.reshape(B * T, V), yb.reshape(B * T))
    opt.zero_grad(set_to_none=True)
    loss.backward()
    opt.step()
