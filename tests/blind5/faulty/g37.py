"""Toy tagging task: the tag of each token is (token + previous token) mod 8."""
import torch
import torch.nn as nn

VOCAB = 8
SEQ_LEN = 8


def sample(n, gen):
    x = torch.randint(0, VOCAB, (n, SEQ_LEN), generator=gen)
    prev = torch.cat([torch.zeros(n, 1, dtype=torch.long), x[:, :-1]], dim=1)
    return x, (x + prev) % VOCAB


class Tagger(nn.Module):
    def __init__(self, emb=32, hid=64):
        super().__init__()
        self.emb = nn.Embedding(VOCAB, emb)
        self.gru = nn.GRU(emb, hid, batch_first=True)
        self.fc = nn.Linear(hid, VOCAB)

    def forward(self, x):
        h, _ = self.gru(self.emb(x))
        return self.fc(h)


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(1)
    model = Tagger()
    optim = torch.optim.Adam(model.parameters(), lr=5e-3)
    loss_fn = nn.CrossEntropyLoss()
    val_x, val_y = sample(500, g)
    for step in range(1, 401):
        x, tags = sample(64, g)
        scores = model(x)
        loss = loss_fn(scores, tags)
        optim.zero_grad()
        loss.backward()
        optim.step()
        if step % 50 == 0:
            with torch.no_grad():
                acc = (model(val_x).argmax(dim=-1) == val_y).float().mean().item()
            print(f'step {step} loss {loss.item():.4f} tag accuracy {acc:.4f}')


main()
