"""Text classification with an EmbeddingBag."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader

TOPICS = {
    'sport': 'goal match team coach league win score player'.split(),
    'food': 'salt soup bread taste oven sweet recipe cook'.split(),
    'tech': 'code chip data robot cloud server byte model'.split(),
}
COMMON = 'the a of to in it is was on with for at'.split()
WORDS = sorted({w for ws in TOPICS.values() for w in ws} | set(COMMON))
INDEX = {w: i for i, w in enumerate(WORDS)}
LABELS = list(TOPICS)


def sample(g):
    k = int(torch.randint(0, 3, (1,), generator=g))
    n = int(torch.randint(6, 16, (1,), generator=g))
    toks = []
    for _ in range(n):
        pool = TOPICS[LABELS[k]] if torch.rand(1, generator=g) < 0.25 else COMMON
        toks.append(INDEX[pool[int(torch.randint(0, len(pool), (1,), generator=g))]])
    return toks, k


def collate_batch(batch):
    labels, tokens, offsets = [], [], [0]
    for toks, k in batch:
        labels.append(k)
        tokens.extend(toks)
        offsets.append(offsets[-1] + len(toks))
    return torch.tensor(tokens), torch.tensor(offsets[:-1]), torch.tensor(labels)


class TextClassificationModel(nn.Module):
    def __init__(self, vocab_size, embed_dim, num_class):
        super().__init__()
        self.embedding = nn.EmbeddingBag(vocab_size, embed_dim, mode='mean')
        self.fc = nn.Linear(embed_dim, num_class)
        self.init_weights()

    def init_weights(self, r=0.5):
        self.embedding.weight.data.uniform_(-r, r)
        self.fc.weight.data.uniform_(-r, r)
        self.fc.bias.data.zero_()

    def forward(self, text, offsets):
        return self.log_probs(self.fc(self.embedding(text, offsets)))

    @staticmethod
    def log_probs(scores):
        return F.log_softmax(scores, dim=0)


def evaluate(model, loader):
    model.eval()
    acc, n = 0, 0
    with torch.no_grad():
        for text, offsets, label in loader:
            acc += (model(text, offsets).argmax(1) == label).sum().item()
            n += label.size(0)
    return acc / n


def main():
    torch.manual_seed(0)
    g = torch.Generator().manual_seed(5)
    data = [sample(g) for _ in range(1200)]
    train_dl = DataLoader(data[:900], batch_size=32, shuffle=True, collate_fn=collate_batch)
    valid_dl = DataLoader(data[900:], batch_size=32, collate_fn=collate_batch)
    model = TextClassificationModel(len(WORDS), 32, len(LABELS))
    criterion = nn.NLLLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3, gamma=0.5)
    for epoch in range(6):
        model.train()
        for text, offsets, label in train_dl:
            optimizer.zero_grad()
            loss = criterion(model(text, offsets), label)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.5)
            optimizer.step()
        scheduler.step()
        print(f'epoch {epoch} loss {loss.item():.3f} valid acc {evaluate(model, valid_dl):.3f}')


if __name__ == '__main__':
    main()
