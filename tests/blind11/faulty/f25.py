"""Character-level language model on a nursery rhyme."""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

TEXT = """
the owl and the kitty cat went to sea in a beautiful pea green boat
they took some honey and plenty of money wrapped up in a five pound note
the owl looked up to the stars above and sang to a small guitar
o lovely kitty o kitty my love what a beautiful kitty you are you are
""".strip() * 8


class CharVocab:
    def __init__(self, text: str) -> None:
        self.itos = sorted(set(text))
        self.stoi = {ch: i for i, ch in enumerate(self.itos)}

    def __len__(self) -> int:
        return len(self.itos)

    def encode(self, s: str) -> list[int]:
        return [self.stoi[c] for c in s]

    def decode(self, ids) -> str:
        return "".join(self.itos[int(i)] for i in ids)


class CharWindows(Dataset):
    def __init__(self, ids: list[int], length: int) -> None:
        self.ids = torch.tensor(ids, dtype=torch.long)
        self.length = length

    def __len__(self) -> int:
        return (len(self.ids) - 1) // self.length

    def __getitem__(self, i: int) -> tuple[Tensor, Tensor]:
        lo = i * self.length
        chunk = self.ids[lo : lo + self.length + 1]
        return chunk[:-1], chunk[1:]


class CharLM(nn.Module):
    def __init__(self, vocab: int, emb: int = 24, hidden: int = 96) -> None:
        super().__init__()
        self.emb = nn.Embedding(vocab, emb)
        self.rnn = nn.GRU(emb, hidden, batch_first=True)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, ids: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        h, state = self.rnn(self.emb(ids), state)
        return self.out(h), state


@torch.no_grad()
def sample(model: CharLM, vocab: CharVocab, prompt: str, n: int = 60) -> str:
    model.eval()
    ids = vocab.encode(prompt)
    logits, state = model(torch.tensor([ids]))
    for _ in range(n):
        p = torch.softmax(logits[0, -1], dim=-1)
        nxt = torch.multinomial(p, 1).item()
        ids.append(nxt)
        logits, state = model(torch.tensor([[nxt]]), state)
    return vocab.decode(ids)


def main() -> None:
    torch.manual_seed(10)
    vocab = CharVocab(TEXT)
    loader = DataLoader(CharWindows(vocab.encode(TEXT), length=40), batch_size=8, shuffle=True)
    model = CharLM(len(vocab))
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    loss_fn = nn.CrossEntropyLoss()

    for epoch in range(20):
        model.train()
        total = 0.0
        for x, y in loader:
            logits, _ = model(x)
            loss = loss_fn(logits, y)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch:2d}  loss {total / len(loader):.3f}")
    print(sample(model, vocab, "the owl "))


if __name__ == "__main__":
    main()
