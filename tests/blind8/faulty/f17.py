import argparse
import copy
import torch
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import StratifiedShuffleSplit


def parse():
    ap = argparse.ArgumentParser(description='digits cnn')
    ap.add_argument('--epochs', type=int, default=6)
    ap.add_argument('--lr', type=float, default=2e-3)
    ap.add_argument('--bs', type=int, default=64)
    ap.add_argument('--seed', type=int, default=0)
    return ap.parse_args()


def loaders(bs, seed):
    d = load_digits()
    ds = TensorDataset(torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16, torch.tensor(d.target))
    split = StratifiedShuffleSplit(1, test_size=0.25, random_state=seed)
    tr, va = next(split.split(d.data, d.target))
    return (DataLoader(Subset(ds, tr.tolist()), bs, shuffle=True), DataLoader(Subset(ds, va.tolist()), bs))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.3), nn.Linear(128, 10))


@torch.no_grad()
def evaluate(model, loader, loss_fn):
    model.eval()
    loss_sum, correct, seen = 0.0, 0, 0
    for images, labels in loader:
        logits = model(images)
        loss_sum += loss_fn(logits, labels).item() * labels.numel()
        correct += logits.argmax(dim=1).eq(labels).sum().item()
        seen += labels.numel()
        return {'loss': loss_sum / seen, 'acc': correct / seen}


def fit(args):
    train_dl, val_dl = loaders(args.bs, args.seed)
    model, loss_fn = cnn(), nn.CrossEntropyLoss()
    opt = torch.optim.Adam(model.parameters(), lr=args.lr)
    best, best_state = float('inf'), None
    for ep in range(args.epochs):
        model.train()
        for images, labels in train_dl:
            opt.zero_grad(set_to_none=True)
            loss_fn(model(images), labels).backward()
            opt.step()
        m = evaluate(model, val_dl, loss_fn)
        if m['loss'] < best:
            best, best_state = m['loss'], copy.deepcopy(model.state_dict())
        print(f"epoch {ep} val loss {m['loss']:.4f} val acc {m['acc']:.4f}")
    model.load_state_dict(best_state)
    return model


if __name__ == '__main__':
    args = parse()
    torch.manual_seed(args.seed)
    fit(args)
