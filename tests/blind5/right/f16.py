import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class TagNet(nn.Module):
    def __init__(self, d, k):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, k))

    def forward(self, x):
        return self.net(x)


def best_thresholds(logits, y, grid=np.linspace(-3, 3, 61)):
    return np.array([max(grid, key=lambda t: f1_score(y[:, k], logits[:, k] > t, zero_division=0)) for k in range(y.shape[1])])


@torch.no_grad()
def get_logits(model, loader):
    model.eval()
    out, lab = [], []
    for xb, yb in loader:
        out.append(model(xb))
        lab.append(yb)
    return torch.cat(out).numpy(), torch.cat(lab).numpy()


def main():
    torch.manual_seed(0)
    X, Y = make_multilabel_classification(4000, 40, n_classes=8, n_labels=3, random_state=0)
    X_tr, X_rest, Y_tr, Y_rest = train_test_split(X, Y, test_size=0.4, random_state=0)
    X_va, X_te, Y_va, Y_te = train_test_split(X_rest, Y_rest, test_size=0.5, random_state=0)
    sc = StandardScaler().fit(X_tr)
    mk = lambda a, b: TensorDataset(torch.tensor(sc.transform(a), dtype=torch.float32), torch.tensor(b, dtype=torch.float32))
    tr = DataLoader(mk(X_tr, Y_tr), 64, shuffle=True)
    va, te = DataLoader(mk(X_va, Y_va), 256), DataLoader(mk(X_te, Y_te), 256)

    pos = torch.tensor(Y_tr.sum(0), dtype=torch.float32)
    model = TagNet(40, 8)
    criterion = nn.BCEWithLogitsLoss(pos_weight=(len(Y_tr) - pos) / pos.clamp(min=1))
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(20):
        model.train()
        total = 0.0
        for xb, yb in tr:
            opt.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            opt.step()
            total += loss.item() * len(xb)
        z, y = get_logits(model, va)
        print(f'epoch {epoch:2d} loss {total / len(Y_tr):.4f} val micro F1 {f1_score(y, z > 0, average="micro"):.4f}')

    thr = best_thresholds(*get_logits(model, va))
    z, y = get_logits(model, te)
    print('test macro F1', f1_score(y, z > thr, average='macro'))


if __name__ == '__main__':
    main()
