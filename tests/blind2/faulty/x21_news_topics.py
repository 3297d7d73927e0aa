"""Bag-of-words topic model on a synthetic vocabulary."""
import numpy as np
import torch
import torch.nn as nn

VOCAB, TOPICS, DOC_LEN = 120, 4, 12


def make_corpus(n, rng, topic_words):
    y = rng.integers(0, TOPICS, n)
    docs = np.stack([rng.choice(VOCAB, DOC_LEN, p=topic_words[t]) for t in y])
    return torch.tensor(docs), torch.tensor(y)


class TopicNet(nn.Module):
    def __init__(self, dim=24):
        super().__init__()
        self.bag = nn.EmbeddingBag(VOCAB, dim, mode="mean")
        self.fc = nn.Linear(dim, TOPICS)

    def scores(self, docs):
        return self.fc(self.bag(docs))

    def forward(self, docs):
        return self.scores(docs).softmax(dim=1)


class Runner:
    criterion = nn.NLLLoss()

    def __init__(self, model, lr=1e-2):
        self.model = model
        self.opt = torch.optim.Adam(model.parameters(), lr=lr)

    def epoch(self, docs, y, bs=50):
        self.model.train()
        total = 0.0
        for idx in torch.randperm(len(y)).split(bs):
            self.opt.zero_grad()
            loss = self.criterion(self.model(docs[idx]), y[idx])
            loss.backward()
            self.opt.step()
            total += loss.item() * len(idx)
        return total / len(y)

    @torch.inference_mode()
    def accuracy(self, docs, y):
        self.model.eval()
        return (self.model(docs).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    topic_words = rng.dirichlet(np.full(VOCAB, 0.25), size=TOPICS)
    X_tr, y_tr = make_corpus(1500, rng, topic_words)
    X_va, y_va = make_corpus(400, rng, topic_words)
    runner = Runner(TopicNet())
    for e in range(12):
        loss = runner.epoch(X_tr, y_tr)
        print(f"epoch {e:2d} loss {loss:+.4f}")
    print("val accuracy", runner.accuracy(X_va, y_va))


if __name__ == "__main__":
    main()
