# fraud detection with a threshold chosen on validation data
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class FraudNet(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.bn = nn.BatchNorm1d(d)
        self.l1 = nn.Linear(d, 48)
        self.l2 = nn.Linear(48, 1)
        self.dp = nn.Dropout(0.15)

    def forward(self, x):
        return self.l2(self.dp(torch.relu(self.l1(self.bn(x))))).view(-1)


def splits(seed):
    X, y = make_classification(3000, 20, n_informative=6, weights=[0.93], flip_y=0.02, random_state=seed)
    X_a, X_te, y_a, y_te = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_tr, X_va, y_tr, y_va = train_test_split(X_a, y_a, test_size=0.25, stratify=y_a, random_state=seed)
    sc = StandardScaler().fit(X_tr)
    def pack(X, y):
        return torch.tensor(sc.transform(X), dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
    return pack(X_tr, y_tr), pack(X_va, y_va), pack(X_te, y_te)


def logits_of(model, x):
    model.eval()
    with torch.no_grad():
        return model(x)


def best_threshold(logits, y):
    grid = torch.quantile(logits, torch.linspace(0.5, 0.995, 60))
    scores = [f1_score(y, logits > t) for t in grid]
    return grid[scores.index(max(scores))].item()


def main():
    torch.manual_seed(0)
    (xt, yt), (xv, yv), (xs, ys) = splits(0)
    model = FraudNet(xt.size(1))
    pos_weight = (yt == 0).sum() / (yt == 1).sum()
    criterion = nn.BCEWithLogitsLoss(pos_weight=pos_weight)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    loader = DataLoader(TensorDataset(xt, yt), batch_size=64, shuffle=True, drop_last=True)
    for epoch in range(12):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
    thr = best_threshold(logits_of(model, xv), yv)
    pred = logits_of(model, xs) > thr
    print(f'threshold on the logits {thr:.3f}, test f1 {f1_score(ys, pred):.3f}')


if __name__ == '__main__':
    main()
