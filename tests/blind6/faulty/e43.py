"""Tabular model with categorical embeddings."""
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ClickLog(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.cat = torch.stack([torch.randint(0, k, (n,), generator=g) for k in (10, 6, 4)], dim=1)
        self.num = torch.randn(n, 5, generator=g)
        score = (self.cat[:, 0] > 5).float() * 2 - 1 + self.num[:, 0] - 0.5 * self.num[:, 1]
        self.y = (score > 0).float()

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.cat[i], self.num[i], self.y[i]


class CTRNet(nn.Module):
    def __init__(self, cardinalities, n_num, emb_dim=4, hidden=32):
        super().__init__()
        self.embs = nn.ModuleList([nn.Embedding(c, emb_dim) for c in cardinalities])
        self.bn = nn.BatchNorm1d(n_num)
        self.hidden = hidden
        self.mlp = nn.Sequential(nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU())
        self.head = nn.Linear(hidden, 1)

    def forward(self, cat, num):
        e = torch.cat([emb(cat[:, i]) for i, emb in enumerate(self.embs)], dim=1)
        h = torch.cat([e, self.bn(num)], dim=1)
        h = nn.Linear(h.size(1), self.hidden).to(h.device)(h)
        return self.head(self.mlp(h)).squeeze(1)


def evaluate(model, loader):
    model.eval()
    ok = n = 0
    with torch.no_grad():
        for cat, num, y in loader:
            ok += ((model(cat, num) > 0).float() == y).sum().item()
            n += len(y)
    return ok / n


if __name__ == '__main__':
    torch.manual_seed(0)
    train_dl = DataLoader(ClickLog(2000, 0), batch_size=64, shuffle=True, drop_last=True)
    val_dl = DataLoader(ClickLog(500, 1), batch_size=250)
    model = CTRNet([10, 6, 4], 5)
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    loss_fn = nn.BCEWithLogitsLoss()
    for epoch in range(5):
        model.train()
        for cat, num, y in train_dl:
            opt.zero_grad()
            loss = loss_fn(model(cat, num), y)
            loss.backward()
            opt.step()
        print(f'{epoch} loss {loss.item():.3f} val {evaluate(model, val_dl):.3f}')
