import argparse

import torch
from torch import nn
from sklearn.datasets import make_classification
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class Net(nn.Module):
    def __init__(self, d_in, d_hidden):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(d_in, d_hidden), nn.ReLU(), nn.Linear(d_hidden, d_hidden), nn.ReLU())
        self.out = nn.Linear(d_hidden, 1)

    def logits(self, x):
        return self.out(self.body(x)).squeeze(1)

    def predict_proba(self, x):
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return self.predict_proba(x)


def get_criterion(name):
    return {"bce_logits": nn.BCEWithLogitsLoss(), "mse": nn.MSELoss()}[name]


def data(seed):
    X, y = make_classification(2000, 12, n_informative=8, class_sep=1.2, flip_y=0.01, random_state=seed)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=seed, stratify=y)
    sc = StandardScaler().fit(X_tr)
    f = lambda a: torch.tensor(a, dtype=torch.float32)
    return f(sc.transform(X_tr)), f(y_tr), f(sc.transform(X_te)), f(y_te)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--loss", default="bce_logits")
    ap.add_argument("--epochs", type=int, default=15)
    ap.add_argument("--lr", type=float, default=2e-3)
    args = ap.parse_args()
    torch.manual_seed(6)
    X_tr, y_tr, X_te, y_te = data(6)
    net = Net(X_tr.shape[1], 48)
    criterion = get_criterion(args.loss)
    opt = torch.optim.Adam(net.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(X_tr)).split(64):
            opt.zero_grad()
            loss = criterion(net(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} loss {total / len(X_tr):.4f}")
    net.eval()
    with torch.no_grad():
        p = net.predict_proba(X_te)
    print(f"auc {roc_auc_score(y_te, p):.4f} accuracy {((p > 0.5).float() == y_te).float().mean():.4f}")


if __name__ == "__main__":
    main()
