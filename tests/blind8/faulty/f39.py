import argparse
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader, Dataset


class Brackets(Dataset):
    """Is a string of brackets balanced so far (never below zero)?"""

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.x, self.y = [], []
        for _ in range(n):
            m = int(torch.randint(4, 13, (1,), generator=g))
            s = torch.randint(0, 2, (m,), generator=g)
            depth = (s * 2 - 1).cumsum(0)
            self.x.append(s + 1)
            self.y.append(float(depth.min() >= -1))

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def pad(batch):
    xs, ys = zip(*batch)
    lengths = torch.tensor([len(x) for x in xs])
    return pad_sequence(xs, batch_first=True), lengths, torch.tensor(ys, dtype=torch.float32)


class Judge(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.emb = nn.Embedding(3, 8, padding_idx=0)
        self.lstm = nn.LSTM(8, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(self.emb(x), lengths, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.lstm(packed)
        return self.fc(h[-1]).squeeze()


def epoch(model, loader, criterion, optimizer=None):
    train = optimizer is not None
    model.train(train)
    loss_sum = right = 0
    with torch.set_grad_enabled(train):
        for x, lengths, y in loader:
            logit = model(x, lengths)
            loss = criterion(logit, y)
            if train:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * len(y)
            right += ((logit > 0) == (y > 0.5)).sum().item()
    return loss_sum / len(loader.dataset), right / len(loader.dataset)


if __name__ == '__main__':
    ap = argparse.ArgumentParser()
    ap.add_argument('--bs', type=int, default=32)
    ap.add_argument('--n', type=int, default=641)
    a = ap.parse_args()
    torch.manual_seed(0)
    train_loader = DataLoader(Brackets(a.n, 0), a.bs, shuffle=True, collate_fn=pad)
    val_loader = DataLoader(Brackets(200, 1), 50, collate_fn=pad)
    net = Judge()
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    crit = nn.BCEWithLogitsLoss()
    for e in range(8):
        print(e, epoch(net, train_loader, crit, opt), epoch(net, val_loader, crit))
