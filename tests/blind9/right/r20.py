"""Mean-teacher style EMA model; validation picks the epoch, the test set is used once."""
import copy

import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class EMA:
    def __init__(self, model, decay=0.98):
        self.module = copy.deepcopy(model).eval()
        self.decay = decay
        for p in self.module.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        for e, p in zip(self.module.parameters(), model.parameters()):
            e.mul_(self.decay).add_(p.detach(), alpha=1 - self.decay)


def splits(seed=0):
    X, y = load_breast_cancer(return_X_y=True)
    Xr, Xt, yr, yt = train_test_split(X, y, test_size=0.2, random_state=seed, stratify=y)
    Xa, Xv, ya, yv = train_test_split(Xr, yr, test_size=0.25, random_state=seed, stratify=yr)
    sc = StandardScaler().fit(Xa)
    return [TensorDataset(torch.tensor(sc.transform(u), dtype=torch.float32), torch.tensor(v)) for u, v in ((Xa, ya), (Xv, yv), (Xt, yt))]


@torch.no_grad()
def log_loss(net, ds):
    x, y = ds.tensors
    logits = net(x)
    return nn.functional.cross_entropy(logits, y).item(), (logits.argmax(1) == y).float().mean().item()


def main():
    train, val, test = splits()
    model = nn.Sequential(nn.Linear(30, 48), nn.LayerNorm(48), nn.ReLU(), nn.Dropout(0.3), nn.Linear(48, 2))
    ema = EMA(model)
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    best, best_state, wait = float("inf"), None, 0
    for epoch in range(60):
        model.train()
        for x, y in DataLoader(train, batch_size=32, shuffle=True):
            opt.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            opt.step()
            ema.update(model)
        loss, acc = log_loss(ema.module, val)
        if loss < best:
            best, wait = loss, 0
            best_state = {k: v.clone() for k, v in ema.module.state_dict().items()}
        else:
            wait += 1
            if wait == 5:
                break
    ema.module.load_state_dict(best_state)
    print("epochs", epoch + 1, "val", best, "test", log_loss(ema.module, test))


if __name__ == "__main__":
    main()
