import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

BATCH = 1
LR = 0.3
CLASSES, DIM = 4, 12


def groups(n, gen, means):
    y = torch.randint(0, CLASSES, (n,), generator=gen)
    x = means[y] + torch.randn(n, DIM, generator=gen)
    wrong = torch.rand(n, generator=gen) < 0.15
    y = torch.where(wrong, torch.randint(0, CLASSES, (n,), generator=gen), y)
    return x, y


def main():
    torch.manual_seed(0)
    gen = torch.Generator().manual_seed(0)
    means = 0.8 * torch.randn(CLASSES, DIM, generator=gen)
    x, y = groups(1000, gen, means)
    xt, yt = groups(500, gen, means)
    mean, std = x.mean(0), x.std(0)
    x, xt = (x - mean) / std, (xt - mean) / std
    loader = DataLoader(TensorDataset(x, y), batch_size=BATCH, shuffle=True)
    net = nn.Linear(DIM, CLASSES)
    opt = torch.optim.SGD(net.parameters(), lr=LR)
    ce = nn.CrossEntropyLoss()
    for epoch in range(8):
        net.train()
        total = 0.0
        for a, b in loader:
            opt.zero_grad()
            loss = ce(net(a), b)
            loss.backward()
            opt.step()
            total += loss.item() * len(b)
        net.eval()
        with torch.no_grad():
            out = net(xt)
        print(f"epoch {epoch + 1} train {total / 1000:.3f} test {ce(out, yt).item():.3f} acc {(out.argmax(1) == yt).float().mean():.3f}")


if __name__ == "__main__":
    main()
