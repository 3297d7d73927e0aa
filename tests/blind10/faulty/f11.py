"""Word-level LSTM language model on synthetic sentences."""
import random
from typing import Iterator, List, Tuple

import torch
from torch import Tensor, nn

SUBJ = ["the cat", "a dog", "my friend", "the teacher", "an old man"]
VERB = ["sees", "likes", "follows", "helps", "forgets"]
OBJ = ["the house", "a bird", "the river", "his book", "the moon"]


def corpus(n: int, seed: int) -> List[str]:
    rng = random.Random(seed)
    words: List[str] = []
    for _ in range(n):
        words += f"{rng.choice(SUBJ)} {rng.choice(VERB)} {rng.choice(OBJ)} .".split()
    return words


def batchify(ids: Tensor, bsz: int) -> Tensor:
    n = ids.size(0) // bsz
    return ids[: n * bsz].view(bsz, n)


def windows(data: Tensor, bptt: int) -> Iterator[Tuple[Tensor, Tensor]]:
    for i in range(0, data.size(1) - 1 - bptt, bptt):
        yield data[:, i:i + bptt], data[:, i + 1:i + 1 + bptt]


class LM(nn.Module):
    def __init__(self, vocab: int, emb: int = 32, hid: int = 64):
        super().__init__()
        self.emb = nn.Embedding(vocab, emb)
        self.lstm = nn.LSTM(emb, hid, num_layers=2, batch_first=True, dropout=0.1)
        self.out = nn.Linear(hid, vocab)

    def forward(self, x: Tensor, state=None):
        y, state = self.lstm(self.emb(x), state)
        return self.out(y), state


def detach(state):
    return tuple(s.detach() for s in state)


def train(model: LM, data: Tensor, opt, bptt: int, clip: float) -> float:
    model.train()
    criterion = nn.CrossEntropyLoss()
    state, total, n = None, 0.0, 0
    for x, y in windows(data, bptt):
        if state is not None:
            state = detach(state)
        opt.zero_grad()
        logits, state = model(x, state)
        loss = criterion(logits.reshape(-1, logits.size(-1)), y.reshape(-1))
        loss.backward()
        opt.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        total += loss.item()
        n += 1
    return total / n


@torch.no_grad()
def evaluate(model: LM, data: Tensor, bptt: int) -> float:
    model.eval()
    criterion = nn.CrossEntropyLoss()
    state, losses = None, []
    for x, y in windows(data, bptt):
        logits, state = model(x, state)
        losses.append(criterion(logits.reshape(-1, logits.size(-1)), y.reshape(-1)).item())
    return sum(losses) / len(losses)


if __name__ == "__main__":
    torch.manual_seed(0)
    train_words, valid_words = corpus(1500, 0), corpus(300, 1)
    vocab = {w: i for i, w in enumerate(sorted(set(train_words)))}
    encode = lambda ws: torch.tensor([vocab[w] for w in ws])
    tr, va = batchify(encode(train_words), 16), batchify(encode(valid_words), 16)
    model = LM(len(vocab))
    opt = torch.optim.SGD(model.parameters(), lr=2.0)
    for epoch in range(5):
        loss = train(model, tr, opt, bptt=20, clip=0.25)
        print(f"epoch {epoch} train {loss:.3f} valid {evaluate(model, va, 20):.3f}")
