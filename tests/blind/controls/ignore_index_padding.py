"""Right: targets of -100 are padding that CrossEntropyLoss skips (ignore_index); the scores are transposed to (N, C, T)."""
import torch
import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
PAD = -100


class Parity(Dataset):
    """running parity of a bit string"""

    def __init__(self, n):
        self.seqs = [torch.randint(0, 2, (int(torch.randint(3, 9, (1,))),)) for _ in range(n)]

    def __len__(self):
        return len(self.seqs)

    def __getitem__(self, i):
        s = self.seqs[i]
        return s, s.cumsum(0) % 2


def collate(items):
    xs, ys = zip(*items)
    return pad_sequence(xs, batch_first=True, padding_value=2), pad_sequence(ys, batch_first=True, padding_value=PAD)


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(3, 8, padding_idx=2)
        self.rnn = nn.GRU(8, 24, batch_first=True)
        self.out = nn.Linear(24, 2)

    def forward(self, x):
        return self.out(self.rnn(self.emb(x))[0])


loader = DataLoader(Parity(400), batch_size=20, shuffle=True, collate_fn=collate)
model = Tagger()
criterion = nn.CrossEntropyLoss(ignore_index=PAD)
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(4):
    hit = n = 0
    for x, y in loader:
        opt.zero_grad()
        scores = model(x)
        loss = criterion(scores.transpose(1, 2), y)
        loss.backward()
        opt.step()
        mask = y != PAD
        hit += (scores.argmax(-1)[mask] == y[mask]).sum().item()
        n += mask.sum().item()
    print(epoch, loss.item(), hit / n)
