import argparse
import logging

import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import RobustScaler
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

logger = logging.getLogger(__name__)


def parse():
    ap = argparse.ArgumentParser()
    ap.add_argument("--hidden", nargs="+", type=int, default=[32, 16])
    ap.add_argument("--epochs", type=int, default=25)
    ap.add_argument("--batch", type=int, default=32)
    ap.add_argument("--lr", type=float, default=1e-3)
    return ap.parse_args()


def build(widths, n_in, n_out):
    layers = []
    for w in widths:
        layers += [nn.Linear(n_in, w), nn.SiLU()]
        n_in = w
    layers.append(nn.Linear(n_in, n_out))
    return nn.Sequential(*layers)


def loaders(batch):
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.3, stratify=y, random_state=10)
    sc = RobustScaler().fit(X_tr)
    as_ds = lambda a, b: TensorDataset(torch.tensor(sc.transform(a), dtype=torch.float32), torch.tensor(b))
    return (
        DataLoader(as_ds(X_tr, y_tr), batch_size=batch, shuffle=True),
        DataLoader(as_ds(X_va, y_va), batch_size=batch),
    )


def train_step(model, batch, criterion, optimizer):
    x, y = batch
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.inference_mode()
def validate(model, loader, criterion):
    model.eval()
    val_loss, n_correct = 0.0, 0
    for x, y in loader:
        out = model(x)
        val_loss += criterion(out, y).item()
        n_correct += (out.argmax(dim=1) == y).sum().item()
    return val_loss / len(loader.dataset), n_correct / len(loader.dataset)


def main():
    logging.basicConfig(level=logging.INFO)
    args = parse()
    torch.manual_seed(10)
    train_loader, val_loader = loaders(args.batch)
    model = build(args.hidden, 30, 2)
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        model.train()
        losses = [train_step(model, b, criterion, optimizer) for b in train_loader]
        train_loss = sum(losses) / len(losses)
        val_loss, val_acc = validate(model, val_loader, criterion)
        logger.info("epoch=%d train_loss=%.4f val_loss=%.4f val_acc=%.3f", epoch, train_loss, val_loss, val_acc)


if __name__ == "__main__":
    main()
