import json

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

from config import Config
from model import DigitResNet
from optim import make_optimizer


def loaders(cfg):
    d = load_digits()
    x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
    y = torch.tensor(d.target)
    tr, te = train_test_split(list(range(len(y))), test_size=0.25, stratify=d.target, random_state=cfg.seed)
    mean, std = x[tr].mean(), x[tr].std()
    x = (x - mean) / std
    return (
        DataLoader(TensorDataset(x[tr], y[tr]), batch_size=cfg.batch_size, shuffle=True, drop_last=True),
        DataLoader(TensorDataset(x[te], y[te]), batch_size=256),
    )


@torch.no_grad()
def test(model, loader):
    model.eval()
    loss = hits = 0
    for x, y in loader:
        out = model(x)
        loss += F.cross_entropy(out, y, reduction="sum").item()
        hits += (out.argmax(1) == y).sum().item()
    n = len(loader.dataset)
    return loss / n, hits / n


def main():
    cfg = Config()
    print(json.dumps(cfg.dump()))
    torch.manual_seed(cfg.seed)
    train_loader, test_loader = loaders(cfg)
    model = DigitResNet(cfg)
    opt, sched = make_optimizer(model, cfg, cfg.epochs * len(train_loader))
    for epoch in range(cfg.epochs):
        model.train()
        for x, y in train_loader:
            loss = F.cross_entropy(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()
        print(f"epoch {epoch}: last batch {loss.item():.4f}, lr {sched.get_last_lr()[0]:.4f}")
    print("test loss %.4f accuracy %.4f" % test(model, test_loader))


if __name__ == "__main__":
    main()
