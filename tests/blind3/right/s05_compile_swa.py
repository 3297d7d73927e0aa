import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn
from torch.utils.data import DataLoader, TensorDataset


def get_loaders(bs):
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.25, random_state=0, stratify=y)
    mk = lambda a, b: TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b))
    return DataLoader(mk(X_tr, y_tr), bs, shuffle=True, drop_last=True), DataLoader(mk(X_te, y_te), 256)


def train_epoch(step_model, loader, opt):
    step_model.train()
    total, n = 0.0, 0
    for x, y in loader:
        opt.zero_grad(set_to_none=True)
        loss = F.cross_entropy(step_model(x), y)
        loss.backward()
        opt.step()
        total += loss.detach().item() * len(y)
        n += len(y)
    return total / n


@torch.inference_mode()
def test(model, loader):
    model.eval()
    return sum((model(x).argmax(1) == y).sum().item() for x, y in loader) / len(loader.dataset)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--epochs", type=int, default=14)
    ap.add_argument("--swa-start", type=int, default=9)
    ap.add_argument("--compile", action=argparse.BooleanOptionalAction, default=False)
    args = ap.parse_args()
    torch.manual_seed(0)
    train_dl, test_dl = get_loaders(64)
    model = nn.Sequential(nn.Linear(64, 96), nn.BatchNorm1d(96), nn.ReLU(), nn.Dropout(0.2), nn.Linear(96, 10))
    step_model = torch.compile(model, backend="eager") if args.compile else model
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=args.swa_start)
    averaged, swa_sched = AveragedModel(model), SWALR(opt, swa_lr=0.03, anneal_epochs=2)
    for epoch in range(args.epochs):
        loss = train_epoch(step_model, train_dl, opt)
        if epoch >= args.swa_start:
            averaged.update_parameters(model)
            swa_sched.step()
        else:
            cosine.step()
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} loss {loss:.4f} lr {opt.param_groups[0]['lr']:.4f}")
    update_bn(train_dl, averaged)
    print(f"test accuracy of the averaged weights {test(averaged, test_dl):.4f}")


if __name__ == "__main__":
    main()
