import random
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

INTENTS = {
    "greet": ["hello there", "good morning", "hi you", "hey friend"],
    "bye": ["see you", "good bye", "bye now", "until later"],
    "order": ["one pizza please", "i want tea", "two coffees please", "a cake for me"],
    "help": ["i need help", "help me please", "what can you do", "how does it work"],
}
NAMES = list(INTENTS)


class IntentDataset(Dataset):
    def __init__(self, vocab=None):
        self.rows = [(s.split(), NAMES.index(k)) for k, v in INTENTS.items() for s in v]
        words = sorted({w for s, _ in self.rows for w in s})
        self.vocab = vocab or {w: i + 1 for i, w in enumerate(words)}

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        words, label = self.rows[i]
        return torch.tensor([self.vocab[w] for w in words]), label


def collate(batch):
    seqs, labels = zip(*batch)
    x = nn.utils.rnn.pad_sequence(seqs, batch_first=True)
    y = F.one_hot(torch.tensor(labels), len(NAMES))
    return x, y


class IntentNet(nn.Module):
    def __init__(self, n_words, dim=16):
        super().__init__()
        self.emb = nn.Embedding(n_words + 1, dim, padding_idx=0)
        self.fc = nn.Linear(dim, len(NAMES))

    def forward(self, x):
        lengths = (x > 0).sum(1, keepdim=True)
        return self.fc(self.emb(x).sum(1) / lengths)


def main():
    random.seed(0)
    torch.manual_seed(0)
    data = IntentDataset()
    loader = DataLoader(data, batch_size=4, shuffle=True, collate_fn=collate)
    net = IntentNet(len(data.vocab))
    opt = torch.optim.Adam(net.parameters(), lr=0.02)
    for epoch in range(30):
        net.train()
        total = 0.0
        for x, y in loader:
            opt.zero_grad()
            loss = F.cross_entropy(net(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        if epoch % 10 == 9:
            print(epoch + 1, round(total / len(data), 4))


if __name__ == "__main__":
    main()
