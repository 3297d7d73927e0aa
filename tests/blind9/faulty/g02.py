import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.preprocessing import StandardScaler

SEED = 11


def mix(values, rng):
    """Return the rows in a random order."""
    return values[rng.permutation(len(values))]


def prepare(seed):
    rng = np.random.default_rng(seed)
    bunch = load_breast_cancer()
    features = mix(bunch.data, rng)
    target = mix(bunch.target, rng)
    cut = int(0.75 * len(features))
    scaler = StandardScaler().fit(features[:cut])
    f = torch.tensor(scaler.transform(features), dtype=torch.float32)
    t = torch.tensor(target, dtype=torch.float32)
    return (f[:cut], t[:cut]), (f[cut:], t[cut:])


class Net(nn.Module):
    def __init__(self, n_in):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(n_in, 24), nn.ReLU(), nn.Dropout(0.2), nn.Linear(24, 1))

    def forward(self, x):
        return self.body(x).squeeze(1)


def main():
    torch.manual_seed(SEED)
    (xt, yt), (xv, yv) = prepare(SEED)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(xt, yt), batch_size=32, shuffle=True)
    net = Net(xt.shape[1])
    opt = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-3)
    loss_fn = nn.BCEWithLogitsLoss()
    for epoch in range(30):
        net.train()
        for xb, yb in loader:
            opt.zero_grad()
            loss_fn(net(xb), yb).backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            out = net(xv)
            val = loss_fn(out, yv).item()
            acc = ((out > 0).float() == yv).float().mean().item()
        if epoch % 5 == 4:
            print(f"{epoch + 1:3d}: val loss {val:.3f} acc {acc:.3f}")


if __name__ == "__main__":
    main()
