import torch
from torch import nn

text = ("the quick brown fox jumps over the lazy dog . " * 60)
chars = sorted(set(text))
stoi = {c: i for i, c in enumerate(chars)}


class CharLM(nn.Module):
    def __init__(self, vocab, emb=16, hidden=48):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb)
        self.gru = nn.GRU(emb, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, tokens, state=None):
        h, state = self.gru(self.emb(tokens), state)
        return self.out(h), state


class StatefulTrainer:
    def __init__(self, model, lr=5e-3, clip=1.0):
        self.model, self.clip = model, clip
        self.optim = torch.optim.Adam(model.parameters(), lr=lr)
        self.loss_fn = nn.CrossEntropyLoss()
        self.state = None

    def reset_state(self):
        self.state = None

    def step(self, inp, tgt):
        logits, state = self.model(inp, self.state)
        loss = self.loss_fn(logits.flatten(0, 1), tgt.flatten())
        self.optim.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optim.step()
        self.state = state
        return loss.item()


def windows(ids, batch, bptt):
    steps = (len(ids) - 1) // batch
    data = ids[:steps * batch].view(batch, steps)
    target = ids[1:steps * batch + 1].view(batch, steps)
    for i in range(0, steps - bptt + 1, bptt):
        yield data[:, i:i + bptt], target[:, i:i + bptt]


def main():
    torch.manual_seed(0)
    ids = torch.tensor([stoi[c] for c in text])
    trainer = StatefulTrainer(CharLM(len(chars)))
    for epoch in range(5):
        trainer.reset_state()
        losses = [trainer.step(a, b) for a, b in windows(ids, batch=8, bptt=24)]
        print(f"epoch {epoch} loss {sum(losses) / len(losses):.3f}")


if __name__ == "__main__":
    main()
