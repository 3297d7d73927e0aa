import math
from dataclasses import dataclass

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class TrainArgs:
    lr: float = 2e-4
    micro_batch: int = 8
    accum: int = 4
    epochs: int = 3
    max_norm: float = 1.0
    warmup: int = 100


class TokenPairs(Dataset):
    def __init__(self, path):
        blob = torch.load(path)
        self.ids, self.mask, self.y = blob['ids'], blob['mask'], blob['y']

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.ids[i], self.mask[i], self.y[i]


class Encoder(nn.Module):
    def __init__(self, vocab=30522, d=256, heads=4, layers=4, n_cls=3, max_len=128):
        super().__init__()
        self.tok = nn.Embedding(vocab, d, padding_idx=0)
        self.pos = nn.Parameter(torch.zeros(1, max_len, d))
        layer = nn.TransformerEncoderLayer(d, heads, 4 * d, dropout=0.1, batch_first=True)
        self.enc = nn.TransformerEncoder(layer, layers)
        self.cls = nn.Linear(d, n_cls)

    def forward(self, ids, mask):
        x = self.tok(ids) + self.pos[:, :ids.size(1)]
        x = self.enc(x, src_key_padding_mask=(mask == 0))
        return self.cls(x[:, 0])


def train_epoch(model, loader, optimizer, scheduler, loss_fn, args, device):
    model.train()
    running, seen = 0.0, 0
    optimizer.zero_grad()
    for i, (ids, mask, y) in enumerate(loader):
        ids, mask, y = ids.to(device), mask.to(device), y.to(device)
        loss = loss_fn(model(ids, mask), y)
        (loss / args.accum).backward()
        running += loss.item() * y.size(0)
        seen += y.size(0)
        if (i + 1) % args.accum == 0 or i + 1 == len(loader):
            nn.utils.clip_grad_norm_(model.parameters(), args.max_norm)
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
    return running / seen


@torch.no_grad()
def accuracy(model, loader, device):
    model.eval()
    hit = 0
    for ids, mask, y in loader:
        hit += (model(ids.to(device), mask.to(device)).argmax(-1).cpu() == y).sum().item()
    return hit / len(loader.dataset)


def main():
    args = TrainArgs()
    torch.manual_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    tr = DataLoader(TokenPairs('nli_train.pt'), args.micro_batch, shuffle=True)
    va = DataLoader(TokenPairs('nli_dev.pt'), 64)
    model = Encoder().to(device)
    opt = torch.optim.AdamW(model.parameters(), lr=args.lr)
    total = math.ceil(len(tr) / args.accum) * args.epochs
    sched = torch.optim.lr_scheduler.LambdaLR(
        opt, lambda s: min((s + 1) / args.warmup, max(0.0, (total - s) / max(1, total - args.warmup))))
    for ep in range(args.epochs):
        print(ep, train_epoch(model, tr, opt, sched, nn.CrossEntropyLoss(), args, device), accuracy(model, va, device))


if __name__ == '__main__':
    main()
