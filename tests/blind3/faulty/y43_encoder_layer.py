import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

T, VOCAB = 12, 8


def count_task(n, seed):
    """is the token 3 present at least twice?"""
    g = torch.Generator().manual_seed(seed)
    x = torch.randint(0, VOCAB, (n, T), generator=g)
    y = ((x == 3).sum(1) >= 2).long()
    return TensorDataset(x, y)


class SetTransformer(nn.Module):
    def __init__(self, d=32, heads=4, depth=2):
        super().__init__()
        self.tok = nn.Embedding(VOCAB, d)
        self.cls = nn.Parameter(0.1 * torch.randn(1, 1, d))
        layer = nn.TransformerEncoderLayer(d, heads, dim_feedforward=64, dropout=0.0)
        self.encoder = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.head = nn.Linear(d, 2)

    def forward(self, x):
        h = self.tok(x)                                            # (N, T, d)
        h = torch.cat([self.cls.expand(len(x), -1, -1), h], dim=1)
        h = self.encoder(h)
        return self.head(h[:, 0])


def run(model, loader, opt=None):
    model.train(opt is not None)
    total = good = 0
    with torch.set_grad_enabled(opt is not None):
        for x, y in loader:
            out = model(x)
            loss = F.cross_entropy(out, y)
            if opt:
                opt.zero_grad()
                loss.backward()
                opt.step()
            total += loss.item() * len(y)
            good += (out.argmax(1) == y).sum().item()
    n = len(loader.dataset)
    return total / n, good / n


def main():
    torch.manual_seed(0)
    train = DataLoader(count_task(2000, 1), batch_size=50, shuffle=True)
    val = DataLoader(count_task(500, 2), batch_size=50)
    model = SetTransformer()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(5):
        tl, ta = run(model, train, opt)
        vl, va = run(model, val)
        print(f"{epoch} train {tl:.4f} {ta:.3f} val {vl:.4f} {va:.3f}")


if __name__ == "__main__":
    main()
