import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class SparseAE(nn.Module):
    def __init__(self, d=24, code=64):
        super().__init__()
        self.enc, self.dec = nn.Linear(d, code), nn.Linear(code, d)

    def forward(self, x):
        z = torch.relu(self.enc(x))
        return self.dec(z), z


@torch.no_grad()
def unit_norm(model):
    w = model.dec.weight
    w.div_(w.norm(dim=0, keepdim=True).clamp_min(1e-8))


def sparse_world(n, seed, atoms):
    g = torch.Generator().manual_seed(seed)
    on = (torch.rand(n, atoms.size(0), generator=g) < 0.08).float()
    return (on * (0.5 + torch.rand(on.shape, generator=g))) @ atoms


def main():
    torch.manual_seed(0)
    atoms = nn.functional.normalize(torch.randn(32, 24), dim=1)
    xa, xb = sparse_world(3000, 0, atoms), sparse_world(500, 1, atoms)
    model = SparseAE()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    unit_norm(model)
    for epoch in range(30):
        model.train()
        for (x,) in DataLoader(TensorDataset(xa), 64, shuffle=True):
            rec, z = model(x)
            loss = nn.functional.mse_loss(rec, x) + 5e-3 * z.abs().sum(1).mean()
            opt.zero_grad()
            loss.backward()
            opt.step()
            unit_norm(model)
        if epoch % 6 == 5:
            model.eval()
            with torch.no_grad():
                rec, z = model(xb)
                print(f'{epoch + 1} mse {nn.functional.mse_loss(rec, xb).item():.5f} of {xb.var().item():.4f} zeros {(z == 0).float().mean().item():.3f} units in use {(z > 0).any(0).sum().item()}/64')


if __name__ == '__main__':
    main()
