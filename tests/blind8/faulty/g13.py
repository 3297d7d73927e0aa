import torch
from torch import nn
from torch.utils.data import DataLoader


VOCAB = 3000


def corpus(n, seed):
    g = torch.Generator().manual_seed(seed)
    out = []
    for _ in range(n):
        y = int(torch.randint(0, 2, (1,), generator=g))
        ids = torch.randint(20, VOCAB, (25,), generator=g)
        cue = torch.randint(0, 10, (2,), generator=g) + 10 * (y if torch.rand(1, generator=g) < 0.75 else 1 - y)
        out.append((torch.cat([ids, cue]), y))
    return out


def collate(batch):
    x, y = zip(*batch)
    return torch.stack(x), torch.tensor(y, dtype=torch.float32)


class BagOfWords(nn.Module):
    def __init__(self, dim=64):
        super().__init__()
        self.emb = nn.Embedding(VOCAB, dim)
        self.fc1, self.fc2 = nn.Linear(dim, 128), nn.Linear(128, 1)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(self.emb(x).mean(1)))).squeeze(1)


def loss_on(model, loader, crit):
    model.eval()
    s = c = n = 0
    with torch.no_grad():
        for x, y in loader:
            z = model(x)
            s += crit(z, y).item() * len(y)
            c += ((z > 0) == y.bool()).sum().item()
            n += len(y)
    return s / n, c / n


def main(n_train=200, epochs=60):
    torch.manual_seed(0)
    train_dl = DataLoader(corpus(n_train, 0), 20, shuffle=True, collate_fn=collate)
    val_dl = DataLoader(corpus(300, 1), 100, collate_fn=collate)
    model, crit = BagOfWords(), nn.BCEWithLogitsLoss()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(epochs):
        model.train()
        for x, y in train_dl:
            opt.zero_grad()
            crit(model(x), y).backward()
            opt.step()
        if epoch % 8 == 7:
            t, v = loss_on(model, train_dl, crit), loss_on(model, val_dl, crit)
            print(f'{epoch + 1} train {t[0]:.4f}/{t[1]:.2f} val {v[0]:.4f}/{v[1]:.2f}')


if __name__ == '__main__':
    main()
