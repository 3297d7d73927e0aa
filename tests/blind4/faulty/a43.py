import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_circles

torch.manual_seed(21)
xs, ys = make_circles(n_samples=1200, factor=0.5, noise=0.08, random_state=21)
xs = torch.as_tensor(xs, dtype=torch.float32)
ys = torch.as_tensor(ys, dtype=torch.float32)

ds_train = TensorDataset(xs[:900], ys[:900])
ds_valid = TensorDataset(xs[900:], ys[900:])
train_dl = DataLoader(ds_train, batch_size=30, shuffle=True)
valid_dl = DataLoader(ds_valid, batch_size=100)


class RingNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(2, 24), nn.LeakyReLU(0.1), nn.Linear(24, 24), nn.LeakyReLU(0.1))
        self.logit = nn.Linear(24, 1)

    def forward(self, x):
        return self.logit(self.features(x))


def train_epoch(model, dl, opt, loss_fn):
    model.train()
    total = 0.0
    for xb, yb in dl:
        opt.zero_grad()
        loss = loss_fn(model(xb), yb.unsqueeze(1))
        loss.backward()
        opt.step()
        total += loss.item() * xb.shape[0]
    return total / len(dl.dataset)


def validate(model, dl, loss_fn):
    model.eval()
    total, hits = 0.0, 0.0
    with torch.no_grad():
        for xb, yb in dl:
            logits = model(xb)
            total += loss_fn(logits, yb.unsqueeze(1)).item() * xb.shape[0]
            preds = (logits > 0).float()
            hits += (preds == yb).float().mean().item() * xb.shape[0]
    return total / len(dl.dataset), hits / len(dl.dataset)


model = RingNet()
loss_fn = nn.BCEWithLogitsLoss()
opt = torch.optim.RMSprop(model.parameters(), lr=3e-3)
for e in range(1, 11):
    tr = train_epoch(model, train_dl, opt, loss_fn)
    vl, va = validate(model, valid_dl, loss_fn)
    print(f"{e:02d} train {tr:.4f} valid {vl:.4f} acc {va:.3f}")
