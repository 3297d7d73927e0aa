import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler


def defects(n, seed):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 8, generator=g)
    y = ((x[:, 0] + x[:, 1] * x[:, 2]) > 2.6).float()
    return TensorDataset(x, y)


def balanced_loader(ds, batch):
    y = ds.tensors[1].long()
    counts = torch.bincount(y)
    weights = (1.0 / counts.float())[y]
    return DataLoader(ds, batch, sampler=WeightedRandomSampler(weights, len(y)))


def report(model, ds):
    model.eval()
    with torch.no_grad():
        x, y = ds.tensors
        p, t = model(x).squeeze(1) > 0, y.bool()
    tp, fp, fn = (p & t).sum().item(), (p & ~t).sum().item(), (~p & t).sum().item()
    return f'precision {tp / max(1, tp + fp):.3f} recall {tp / max(1, tp + fn):.3f} f1 {2 * tp / max(1, 2 * tp + fp + fn):.3f}'


def main():
    torch.manual_seed(0)
    train, val = defects(4000, 0), defects(1500, 1)
    print('positives', train.tensors[1].mean().item())
    model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 1))
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    crit = nn.BCEWithLogitsLoss()
    loader = balanced_loader(train, 64)
    for epoch in range(8):
        model.train()
        for x, y in loader:
            opt.zero_grad()
            loss = crit(model(x).squeeze(1), y)
            loss.backward()
            opt.step()
        if epoch % 2 == 1:
            print(epoch + 1, f'{loss.item():.4f}', report(model, val))


if __name__ == '__main__':
    main()
