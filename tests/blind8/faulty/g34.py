import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Encoder(nn.Module):
    def __init__(self, d=32, heads=4, depth=1):
        super().__init__()
        layer = nn.TransformerEncoderLayer(d, heads, dim_feedforward=64, dropout=0.0)
        self.enc = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.inp = nn.Linear(5, d)
        self.pos = nn.Parameter(0.02 * torch.randn(1, 12, d))

    def forward(self, x):
        return self.enc(self.inp(x) + self.pos)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.head = nn.Linear(32, 2)

    def forward(self, x):                        # (N, T, F)
        return self.head(self.encoder(x)[:, 0])


def retrieval(n, seed):
    """First token asks with a channel: is that channel's largest value late?"""
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 12, 5, generator=g)
    late = torch.randint(0, 2, (n,), generator=g)
    x[:, 1:, 0] = 0
    where = 1 + torch.randint(0, 5, (n,), generator=g) + 6 * late
    x[torch.arange(n), where, 0] = 3.0
    x[:, 0, :] = 0
    return x, late


def main():
    torch.manual_seed(0)
    xa, ya = retrieval(1000, 0)
    xb, yb = retrieval(300, 1)
    model = Model()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(10):
        model.train()
        for x, y in DataLoader(TensorDataset(xa, ya), 50, shuffle=True):
            loss = nn.functional.cross_entropy(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 3 == 0:
            model.eval()
            with torch.no_grad():
                print(epoch, f'{loss.item():.4f}', (model(xb).argmax(1) == yb).float().mean().item())


if __name__ == '__main__':
    main()
