import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader, Dataset


class Parity(Dataset):
    """Does the sequence of -1/+1 steps end above where it started?"""

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.seqs = []
        while len(self.seqs) < n:
            length = int(torch.randint(5, 16, (1,), generator=g))
            s = torch.randint(0, 2, (length,), generator=g).float() * 2 - 1
            if s.sum() != 0:
                self.seqs.append(s)

    def __len__(self):
        return len(self.seqs)

    def __getitem__(self, i):
        s = self.seqs[i]
        return s.unsqueeze(1), int(s.sum() > 0)


def collate(rows):
    xs, ys = zip(*rows)
    lengths = torch.tensor([len(x) for x in xs])
    return pad_sequence(xs, batch_first=True), lengths, torch.tensor(ys)


class Walker(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.lstm = nn.LSTM(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 2)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.lstm(packed)
        return self.fc(h[-1])


if __name__ == "__main__":
    torch.manual_seed(0)
    train = DataLoader(Parity(1000, 1), batch_size=40, shuffle=True, collate_fn=collate)
    test = DataLoader(Parity(300, 2), batch_size=100, collate_fn=collate)
    model = Walker()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(6):
        model.train()
        s = 0.0
        for x, l, y in train:
            opt.zero_grad()
            loss = ce(model(x, l), y)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            s += loss.item() * len(y)
        model.eval()
        with torch.no_grad():
            hits = sum((model(x, l).argmax(1) == y).sum().item() for x, l, y in test)
        print(f"epoch {epoch + 1} loss {s / 1000:.4f} acc {hits / 300:.3f}")
