"""Sequences of different lengths, packed, sequence label from the last state."""
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader


def examples(n, gen):
    items = []
    for _ in range(n):
        length = int(torch.randint(5, 20, (1,), generator=gen))
        drift = float(torch.randn(1, generator=gen)) * 0.3
        steps = drift + 0.5 * torch.randn(length, generator=gen)
        label = int(steps.sum() > 0)
        items.append((steps.unsqueeze(1), label))
    return items


def collate(batch):
    seqs, labels = zip(*batch)
    lengths = torch.tensor([len(s) for s in seqs])
    return pad_sequence(seqs, batch_first=True), lengths, torch.tensor(labels)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(1, 24, batch_first=True)
        self.fc = nn.Linear(24, 2)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        _, h = self.rnn(packed)
        return self.fc(h[-1])


torch.manual_seed(11)
gen = torch.Generator().manual_seed(11)
train = DataLoader(examples(1200, gen), batch_size=40, shuffle=True, collate_fn=collate)
test = DataLoader(examples(400, gen), batch_size=100, collate_fn=collate)
net = Net()
opt = torch.optim.SGD(net.parameters(), lr=0.3, momentum=0.9)
for epoch in range(10):
    net.train()
    total = norm_sum = 0.0
    for x, lengths, y in train:
        opt.zero_grad()
        loss = nn.functional.cross_entropy(net(x, lengths), y)
        loss.backward()
        norm_sum += float(nn.utils.clip_grad_norm_(net.parameters(), 0.5))
        opt.step()
        total += loss.item() * len(y)
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, lengths, y in test:
            hits += (net(x, lengths).argmax(1) == y).sum().item()
    print(f"epoch {epoch + 1} loss {total / 1200:.4f} norm {norm_sum / len(train):.3f} accuracy {hits / 400:.4f}")
