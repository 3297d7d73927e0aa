"""Bag-of-words sentiment with padding."""
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

GOOD = "good great fun lovely fine warm bright".split()
BAD = "bad poor dull sad cold grim boring".split()
FILL = "the a film plot actor and scene of it was".split()
VOCAB = {w: i + 1 for i, w in enumerate(GOOD + BAD + FILL)}   # 0 = padding


class Reviews(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.items = []
        for _ in range(n):
            label = int(torch.randint(0, 2, (1,), generator=g))
            length = int(torch.randint(4, 15, (1,), generator=g))
            words = []
            for _ in range(length):
                if torch.rand(1, generator=g) < 0.3:
                    src = GOOD if (label == 1) == bool(torch.rand(1, generator=g) < 0.85) else BAD
                else:
                    src = FILL
                words.append(src[int(torch.randint(0, len(src), (1,), generator=g))])
            self.items.append((torch.tensor([VOCAB[w] for w in words]), label))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]


def collate(batch):
    seqs, labels = zip(*batch)
    return pad_sequence(seqs, batch_first=True, padding_value=0), torch.tensor(labels)


class MaxPool(nn.Module):
    def forward(self, h, mask):
        h.masked_fill(~mask.unsqueeze(-1), float('-inf'))
        return h.max(dim=1).values


class Classifier(nn.Module):
    def __init__(self, dim=24):
        super().__init__()
        self.emb = nn.Embedding(len(VOCAB) + 1, dim, padding_idx=0)
        self.conv = nn.Conv1d(dim, dim, 3, padding=1)
        self.pool = MaxPool()
        self.fc = nn.Linear(dim, 2)

    def forward(self, ids):
        mask = ids != 0
        h = torch.relu(self.conv(self.emb(ids).transpose(1, 2))).transpose(1, 2)
        return self.fc(self.pool(h, mask))


def evaluate(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for ids, labels in loader:
            right += (model(ids).argmax(1) == labels).sum().item()
    return right / len(loader.dataset)


def main():
    torch.manual_seed(0)
    train_loader = DataLoader(Reviews(800, 0), batch_size=32, shuffle=True, collate_fn=collate)
    val_loader = DataLoader(Reviews(200, 1), batch_size=64, collate_fn=collate)
    model = Classifier()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(5):
        model.train()
        for ids, labels in train_loader:
            loss = loss_fn(model(ids), labels)
            opt.zero_grad()
            loss.backward()
            opt.step()
        print(epoch, evaluate(model, val_loader))


if __name__ == "__main__":
    main()
