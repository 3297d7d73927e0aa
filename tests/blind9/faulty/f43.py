"""SimCLR-like contrastive pre-training on tabular rows, linear probe afterwards."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

TEMPERATURE = 0.2


class Encoder(nn.Module):
    def __init__(self, d_in=64, d_h=128, d_z=32):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(d_in, d_h), nn.ReLU(), nn.Linear(d_h, d_h), nn.ReLU())
        self.projector = nn.Linear(d_h, d_z)

    def forward(self, x):
        return self.projector(self.backbone(x))


def corrupt(x, p=0.2):
    keep = (torch.rand_like(x) > p).float()
    return x * keep + 0.05 * torch.randn_like(x)


def nt_xent(z1, z2):
    z = torch.cat([z1, z2])
    F.normalize(z, dim=1)
    sim = z @ z.T / TEMPERATURE
    sim = sim.masked_fill(torch.eye(len(z), dtype=torch.bool), float("-inf"))
    n = len(z1)
    partner = torch.cat([torch.arange(n, 2 * n), torch.arange(n)])
    return F.cross_entropy(sim, partner)


def pretrain(model, x, epochs=8):
    loader = DataLoader(TensorDataset(x), batch_size=128, shuffle=True, drop_last=True)
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        model.train()
        running = []
        for (xb,) in loader:
            loss = nt_xent(model(corrupt(xb)), model(corrupt(xb)))
            opt.zero_grad()
            loss.backward()
            opt.step()
            running.append(loss.item())
        print(epoch, sum(running) / len(running))


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X = torch.tensor(X / 16, dtype=torch.float32)
    Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    model = Encoder()
    pretrain(model, Xtr)
    model.eval()
    with torch.no_grad():
        ftr, fte = model.backbone(Xtr).numpy(), model.backbone(Xte).numpy()
    probe = LogisticRegression(max_iter=2000).fit(ftr, ytr)
    print("linear probe accuracy", probe.score(fte, yte))


if __name__ == "__main__":
    main()
