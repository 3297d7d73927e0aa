import argparse
import copy
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self, hidden, p):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(64, hidden), nn.BatchNorm1d(hidden), nn.ReLU(), nn.Dropout(p),
            nn.Linear(hidden, hidden), nn.BatchNorm1d(hidden), nn.ReLU(), nn.Dropout(p),
            nn.Linear(hidden, 10))

    def forward(self, x):
        out = self.net(x)
        if not self.training:
            out = out.softmax(dim=-1)
        return out


class Stopper:
    def __init__(self, patience):
        self.patience, self.bad, self.best, self.state = patience, 0, 0.0, None

    def update(self, acc, model):
        if acc > self.best:
            self.best, self.bad = acc, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.bad += 1
        return self.bad >= self.patience


def accuracy(model, loader):
    model.eval()
    ok = 0
    with torch.no_grad():
        for x, y in loader:
            probs = model(x)
            ok += (probs.argmax(dim=1) == y).sum().item()
    return ok / len(loader.dataset)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--epochs', type=int, default=12)
    ap.add_argument('--max-lr', type=float, default=1e-2)
    ap.add_argument('--patience', type=int, default=4)
    args = ap.parse_args()
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_rest, X_te, y_rest, y_te = train_test_split(X, y, test_size=0.2, random_state=0, stratify=y)
    X_tr, X_va, y_tr, y_va = train_test_split(X_rest, y_rest, test_size=0.2, random_state=0, stratify=y_rest)
    ds = lambda X, y: TensorDataset(torch.tensor(X / 16., dtype=torch.float32), torch.tensor(y))
    train = DataLoader(ds(X_tr, y_tr), batch_size=64, shuffle=True, drop_last=True)
    val, test = DataLoader(ds(X_va, y_va), 256), DataLoader(ds(X_te, y_te), 256)
    model = Net(96, 0.2)
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=args.max_lr, total_steps=args.epochs * len(train))
    loss_fn = nn.CrossEntropyLoss()
    stopper = Stopper(args.patience)
    for epoch in range(args.epochs):
        model.train()
        for x, y in train:
            loss = loss_fn(model(x), y)
            loss.backward()
            opt.step()
            sched.step()
            opt.zero_grad()
        acc = accuracy(model, val)
        print(epoch, round(acc, 4))
        if stopper.update(acc, model):
            break
    model.load_state_dict(stopper.state)
    print('test', accuracy(model, test))


if __name__ == '__main__':
    main()
