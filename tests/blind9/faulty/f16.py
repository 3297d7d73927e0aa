"""Character-level name classifier (LSTM), after the well-known tutorial."""
import random
import string

import torch
import torch.nn as nn

ALPHABET = string.ascii_lowercase
ENDINGS = {"italian": ["ini", "elli", "etti"], "russian": ["ov", "ev", "sky"], "korean": ["eong", "yun", "im"]}
LANGS = list(ENDINGS)


def random_name(lang):
    body = "".join(random.choice(ALPHABET) for _ in range(random.randint(2, 5)))
    return body + random.choice(ENDINGS[lang])


def encode(name):
    return torch.tensor([[ALPHABET.index(c) for c in name]])


class NameRNN(nn.Module):
    def __init__(self, hidden=48):
        super().__init__()
        self.embed = nn.Embedding(len(ALPHABET), 16)
        self.lstm = nn.LSTM(16, hidden, batch_first=True)
        self.h2o = nn.Linear(hidden, len(LANGS))

    def forward(self, ids):
        _, (h, _) = self.lstm(self.embed(ids))
        return self.h2o(h[-1])


def train_step(model, criterion, optimizer, name, lang):
    scores = model(encode(name))
    loss = criterion(scores, torch.tensor([LANGS.index(lang)]))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def evaluate(model, pairs):
    model.eval()
    with torch.no_grad():
        ok = sum(LANGS[model(encode(n)).argmax(1).item()] == l for n, l in pairs)
    return ok / len(pairs)


def main():
    random.seed(0)
    torch.manual_seed(0)
    test = [(random_name(l), l) for l in LANGS for _ in range(40)]
    held_out = {n for n, _ in test}
    model = NameRNN()
    criterion = nn.NLLLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    window = []
    for step in range(1, 601):
        lang = random.choice(LANGS)
        name = random_name(lang)
        while name in held_out:
            name = random_name(lang)
        window.append(train_step(model, criterion, optimizer, name, lang))
        if step % 200 == 0:
            print(step, sum(window) / len(window))
            window = []
    print("accuracy", evaluate(model, test))


if __name__ == "__main__":
    main()
