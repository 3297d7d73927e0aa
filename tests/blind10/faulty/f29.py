# Spam filter on bag-of-words counts
import random
from collections import Counter

import torch
import torch.nn as nn
import torch.nn.functional as F

HAM = "meeting tomorrow report lunch family project thanks attached schedule call question notes".split()
SPAM = "free winner prize click offer cash loan urgent cheap pills bonus limited".split()
BOTH = "the you for now please is here today new get your our time me with".split()


def fake_mail(is_spam, rng):
    own, other = (SPAM, HAM) if is_spam else (HAM, SPAM)
    words = [rng.choice(BOTH) for _ in range(rng.randint(8, 20))]
    words += [rng.choice(own) for _ in range(rng.randint(1, 3))]
    words += [rng.choice(other) for _ in range(rng.randint(0, 2))]
    return words


def make_split(n, seed):
    rng = random.Random(seed)
    labels = [int(rng.random() < 0.5) for _ in range(n)]
    return [fake_mail(l, rng) for l in labels], labels


def build_vocab(mails, min_count=2):
    counts = Counter(w for m in mails for w in m)
    return {w: i for i, w in enumerate(sorted(w for w, c in counts.items() if c >= min_count))}


def vectorise(mails, vocab):
    out = torch.zeros(len(mails), len(vocab))
    for r, mail in enumerate(mails):
        for w in mail:
            if w in vocab:
                out[r, vocab[w]] += 1
    return out


class LogReg(nn.Module):
    def __init__(self, n_words):
        super().__init__()
        self.linear = nn.Linear(n_words, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)


def binary_accuracy(preds, y):
    rounded_preds = torch.round(preds)
    correct = (rounded_preds == y).float()
    return correct.sum() / len(correct)


def main():
    torch.manual_seed(77)
    train_mails, train_labels = make_split(1500, 0)
    test_mails, test_labels = make_split(500, 1)
    vocab = build_vocab(train_mails)
    x_train, x_test = vectorise(train_mails, vocab), vectorise(test_mails, vocab)
    y_train, y_test = torch.tensor(train_labels).float(), torch.tensor(test_labels).float()

    model = LogReg(len(vocab))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=1e-4)
    for epoch in range(15):
        model.train()
        order = torch.randperm(len(x_train))
        running = 0.0
        for idx in order.split(50):
            optimizer.zero_grad()
            predictions = model(x_train[idx])
            loss = F.binary_cross_entropy_with_logits(predictions, y_train[idx])
            loss.backward()
            optimizer.step()
            running += loss.item() * len(idx)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}: loss {running / len(x_train):.4f}")

    model.eval()
    with torch.no_grad():
        acc = binary_accuracy(model(x_test), y_test)
    print(f"test accuracy {acc.item():.3f}")
    top = model.linear.weight.detach()[0].topk(5).indices.tolist()
    words = list(vocab)
    print("spammiest words:", [words[i] for i in top])


if __name__ == "__main__":
    main()
