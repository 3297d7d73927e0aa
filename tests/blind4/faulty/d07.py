import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

USERS, ITEMS, DIM = 60, 40, 8


class Recommender(nn.Module):
    def __init__(self):
        super().__init__()
        self.users = nn.Embedding(USERS, DIM)
        self.items = nn.Embedding(ITEMS, DIM)
        self.mlp = nn.Sequential(nn.Linear(2 * DIM, 16), nn.ReLU(), nn.Linear(16, 1))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, u, i):
        h = torch.cat([self.users(u), self.items(i)], dim=1)
        return self.mlp(h).squeeze(1) + self.bias


def ratings(n, gen, taste, kind):
    u, i = torch.randint(0, USERS, (n,), generator=gen), torch.randint(0, ITEMS, (n,), generator=gen)
    r = (taste[u] * kind[i]).sum(1) + 0.1 * torch.randn(n, generator=gen)
    return u, i, r


def rmse(model, data):
    model.eval()
    u, i, r = data
    with torch.no_grad():
        return (model(u, i) - r).pow(2).mean().sqrt().item()


if __name__ == "__main__":
    torch.manual_seed(0)
    gen = torch.Generator().manual_seed(0)
    taste, kind = torch.randn(USERS, 2, generator=gen), torch.randn(ITEMS, 2, generator=gen)
    train, test = ratings(2000, gen, taste, kind), ratings(500, gen, taste, kind)
    loader = DataLoader(TensorDataset(*train), batch_size=50, shuffle=True)
    model = Recommender()
    optimizer = torch.optim.Adam([*model.mlp.parameters(), model.bias], lr=5e-3)
    loss_fn = nn.MSELoss()
    for epoch in range(12):
        model.train()
        for u, i, r in loader:
            optimizer.zero_grad()
            loss_fn(model(u, i), r).backward()
            optimizer.step()
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} rmse train {rmse(model, train):.3f} test {rmse(model, test):.3f}")
    print("spread of the ratings", train[2].std().item())
