import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class SkipGram(nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        self.centre = nn.Embedding(vocab, dim)
        self.context = nn.Linear(dim, vocab)

    def forward(self, ids):
        return self.context(self.centre(ids))


def corpus():
    rules = {"cat": "purrs", "dog": "barks", "cow": "moos", "owl": "hoots", "bee": "hums", "duck": "quacks"}
    words = sorted(set(rules) | set(rules.values()))
    index = {w: i for i, w in enumerate(words)}
    pairs = [(index[a], index[b]) for a, b in rules.items()] + [(index[b], index[a]) for a, b in rules.items()]
    return words, torch.tensor(pairs * 40)


def train_step(model, batch, optimizer, loss_fn):
    model.train()
    ids, targets = batch
    optimizer.zero_grad()
    logits = model(ids)
    loss = loss_fn(logits, targets)
    optimizer.step()
    return loss.item()


def main():
    ap = argparse.ArgumentParser(description="word pairs")
    ap.add_argument("--dim", type=int, default=8)
    ap.add_argument("--epochs", type=int, default=10)
    ap.add_argument("--lr", type=float, default=0.05)
    args = ap.parse_args([])
    torch.manual_seed(0)
    words, pairs = corpus()
    loader = DataLoader(TensorDataset(pairs[:, 0], pairs[:, 1]), batch_size=24, shuffle=True)
    model = SkipGram(len(words), args.dim)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        losses = [train_step(model, b, optimizer, loss_fn) for b in loader]
        print(f"epoch {epoch + 1} loss {sum(losses) / len(losses):.4f}")
    model.eval()
    with torch.no_grad():
        for i, w in enumerate(words):
            print(w, "->", words[model(torch.tensor([i])).argmax().item()])


if __name__ == "__main__":
    main()
