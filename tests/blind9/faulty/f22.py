"""Review sentiment with an EmbeddingBag."""
import random

import torch
from torch import nn
from torch.utils.data import DataLoader

SENTIMENT = {"bad": 1, "okay": 2, "good": 3}
WORDS = {
    "bad": "broken slow awful refund ugly waste".split(),
    "okay": "fine average usable medium plain decent".split(),
    "good": "great fast love perfect lovely superb".split(),
}
VOCAB = {w: i for i, w in enumerate(sorted({w for ws in WORDS.values() for w in ws} | {"the", "it", "was", "and"}))}


def make_reviews(n, rng):
    rows = []
    for _ in range(n):
        mood = rng.choice(list(SENTIMENT))
        text = rng.sample(WORDS[mood], 2) + rng.choices(["the", "it", "was", "and"], k=4)
        rng.shuffle(text)
        rows.append((" ".join(text), mood))
    return rows


def collate(batch):
    ids, offsets, labels = [], [0], []
    for text, mood in batch:
        tokens = [VOCAB[w] for w in text.split()]
        ids.extend(tokens)
        offsets.append(offsets[-1] + len(tokens))
        labels.append(SENTIMENT[mood])
    return torch.tensor(ids), torch.tensor(offsets[:-1]), torch.tensor(labels)


class BagClassifier(nn.Module):
    def __init__(self, vocab, dim=16, classes=len(SENTIMENT)):
        super().__init__()
        self.bag = nn.EmbeddingBag(vocab, dim, mode="mean")
        self.fc = nn.Linear(dim, classes)

    def forward(self, ids, offsets):
        return self.fc(self.bag(ids, offsets))


def main():
    rng = random.Random(0)
    train, test = make_reviews(400, rng), make_reviews(100, rng)
    train_dl = DataLoader(train, batch_size=20, shuffle=True, collate_fn=collate)
    test_dl = DataLoader(test, batch_size=20, collate_fn=collate)
    model = BagClassifier(len(VOCAB))
    loss_fn = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(model.parameters(), lr=0.02)
    for epoch in range(5):
        model.train()
        for ids, offsets, labels in train_dl:
            opt.zero_grad()
            loss = loss_fn(model(ids, offsets), labels)
            loss.backward()
            opt.step()
    model.eval()
    good = 0
    with torch.no_grad():
        for ids, offsets, labels in test_dl:
            good += (model(ids, offsets).argmax(1) == labels).sum().item()
    print("accuracy", good / len(test))


if __name__ == "__main__":
    main()
