"""Intent classification for a voice assistant, NLL on the log of averaged ensemble heads."""
import argparse

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


class MultiHead(nn.Module):
    def __init__(self, dim, n_intents, heads=3, hidden=96):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(dim, hidden), nn.GELU())
        self.heads = nn.ModuleList([nn.Linear(hidden, n_intents) for _ in range(heads)])

    def forward(self, x):
        z = self.trunk(x)
        probs = [F.softmax(h(z), dim=0) for h in self.heads]
        return torch.stack(probs).mean(dim=0)


def load(path):
    d = np.load(path)
    return TensorDataset(torch.from_numpy(d['emb']).float(), torch.from_numpy(d['intent']).long())


def main(args):
    torch.manual_seed(args.seed)
    tr, va = load(f'{args.dir}/train.npz'), load(f'{args.dir}/valid.npz')
    tr_dl = DataLoader(tr, args.bs, shuffle=True)
    va_dl = DataLoader(va, args.bs)
    model = MultiHead(tr.tensors[0].shape[1], args.n_intents)
    opt = torch.optim.Adam(model.parameters(), lr=args.lr)
    for ep in range(args.epochs):
        model.train()
        running = []
        for x, y in tr_dl:
            p = model(x)
            loss = F.nll_loss(torch.log(p + 1e-8), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            running.append(loss.item())
        model.eval()
        with torch.no_grad():
            acc = np.concatenate([(model(x).argmax(1) == y).numpy() for x, y in va_dl]).mean()
        print(f'epoch {ep} loss {np.mean(running):.4f} valid acc {acc:.4f}')


if __name__ == '__main__':
    ap = argparse.ArgumentParser()
    ap.add_argument('--dir', default='embeddings')
    ap.add_argument('--n-intents', type=int, default=31)
    ap.add_argument('--bs', type=int, default=64)
    ap.add_argument('--lr', type=float, default=1e-3)
    ap.add_argument('--epochs', type=int, default=20)
    ap.add_argument('--seed', type=int, default=0)
    main(ap.parse_args())
