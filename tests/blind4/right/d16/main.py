import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from mf import MatrixFactorisation


def ratings(n_users=80, n_items=50, share=0.5):
    taste, kind = torch.randn(n_users, 2), torch.randn(n_items, 2)
    full = taste @ kind.t() + 0.5 * torch.randn(n_users, 1)
    u, i = torch.nonzero(torch.rand(n_users, n_items) < share, as_tuple=True)
    return u, i, full[u, i] + 0.1 * torch.randn(len(u))


def rmse(model, u, i, r):
    model.eval()
    with torch.no_grad():
        return (model(u, i) - r).pow(2).mean().sqrt().item()


def main():
    torch.manual_seed(0)
    u, i, r = ratings()
    perm = torch.randperm(len(u))
    cut = int(0.8 * len(u))
    tr, te = perm[:cut], perm[cut:]
    mean = r[tr].mean()
    r = r - mean
    loader = DataLoader(TensorDataset(u[tr], i[tr], r[tr]), batch_size=64, shuffle=True)
    model = MatrixFactorisation(80, 50)
    opt = torch.optim.Adam(model.groups(1e-4), lr=1e-2)
    mse = nn.MSELoss()
    for epoch in range(20):
        model.train()
        for a, b, c in loader:
            opt.zero_grad()
            mse(model(a, b), c).backward()
            opt.step()
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} rmse train {rmse(model, u[tr], i[tr], r[tr]):.3f} test {rmse(model, u[te], i[te], r[te]):.3f}")
    print("spread", r[te].std().item())


if __name__ == "__main__":
    main()
