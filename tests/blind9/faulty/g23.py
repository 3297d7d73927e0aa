import torch
from torch import nn
import torch.nn.functional as F
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler


class Block(nn.Module):
    def __init__(self, width, rate):
        super().__init__()
        self.lin = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)
        self.rate = rate

    def forward(self, x):
        return x + self.regularise(F.gelu(self.lin(self.norm(x))))

    def regularise(self, h):
        return F.dropout(h, self.rate)


class Regressor(nn.Module):
    def __init__(self, n_in, width=48, depth=3, rate=0.5):
        super().__init__()
        self.stem = nn.Linear(n_in, width)
        self.blocks = nn.ModuleList(Block(width, rate) for _ in range(depth))
        self.head = nn.Linear(width, 1)

    def forward(self, x):
        h = self.stem(x)
        for block in self.blocks:
            h = block(h)
        return self.head(h).squeeze(-1)


def main():
    torch.manual_seed(19)
    X, y = load_diabetes(return_X_y=True)
    order = torch.randperm(len(X)).numpy()
    X, y = X[order], y[order]
    cut = 330
    fx = StandardScaler().fit(X[:cut])
    fy = StandardScaler().fit(y[:cut, None])
    X = torch.tensor(fx.transform(X), dtype=torch.float32)
    y = torch.tensor(fy.transform(y[:, None])[:, 0], dtype=torch.float32)
    model = Regressor(10)
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)
    for epoch in range(30):
        model.train()
        for idx in torch.randperm(cut).split(33):
            opt.zero_grad()
            F.mse_loss(model(X[idx]), y[idx]).backward()
            opt.step()
        if epoch % 5 == 4:
            model.eval()
            with torch.no_grad():
                first, second = model(X[cut:]), model(X[cut:])
            mse = F.mse_loss(first, y[cut:]).item()
            spread = (first - second).abs().mean().item()
            print(f"epoch {epoch + 1}: held-out mse {mse:.3f}, repeatability {spread:.4f}")


if __name__ == "__main__":
    main()
