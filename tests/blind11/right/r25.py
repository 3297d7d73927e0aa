"""Fraud detection: 3 % positives, focal loss written by hand, weighted sampler, average precision."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_classification
from sklearn.metrics import average_precision_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler


class FocalLoss(nn.Module):
    def __init__(self, alpha=0.5, gamma=2.0):
        super().__init__()
        self.alpha = alpha
        self.gamma = gamma

    def forward(self, logits, targets):
        bce = F.binary_cross_entropy_with_logits(logits, targets, reduction="none")
        p_t = torch.exp(-bce)
        alpha_t = self.alpha * targets + (1 - self.alpha) * (1 - targets)
        return (alpha_t * (1 - p_t) ** self.gamma * bce).mean()


class FraudNet(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.inp = nn.Linear(d, 64)
        self.res = nn.ModuleList([nn.Sequential(nn.LayerNorm(64), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64)) for _ in range(2)])
        self.head = nn.Linear(64, 1)

    def forward(self, x):
        h = self.inp(x)
        for block in self.res:
            h = h + block(h)
        return self.head(h).flatten()


def main():
    torch.manual_seed(123)
    X, y = make_classification(6000, 20, n_informative=10, weights=[0.97], class_sep=1.2, flip_y=0.005, random_state=123)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, stratify=y, random_state=123)
    sc = StandardScaler().fit(X_tr)
    X_tr, X_te = (torch.from_numpy(sc.transform(a)).float() for a in (X_tr, X_te))
    y_tr, y_te = torch.from_numpy(y_tr).float(), torch.from_numpy(y_te).float()

    weights = torch.where(y_tr == 1, (y_tr == 0).sum() / (y_tr == 1).sum(), 1.0) ** 0.5
    sampler = WeightedRandomSampler(weights.double(), num_samples=len(y_tr), replacement=True)
    loader = DataLoader(TensorDataset(X_tr, y_tr), batch_size=128, sampler=sampler, shuffle=False)

    net = FraudNet(20)
    opt = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-2)
    loss_fn = FocalLoss()
    for epoch in range(8):
        net.train()
        s = 0.0
        for xb, yb in loader:
            opt.zero_grad()
            loss = loss_fn(net(xb), yb)
            loss.backward()
            opt.step()
            s += loss.item() * len(yb)
        print(f"epoch {epoch} focal loss {s / len(y_tr):.4f}")

    net.eval()
    with torch.inference_mode():
        scores = net(X_te)
    print(f"average precision {average_precision_score(y_te, scores):.3f} (share of positives {y_te.mean():.3f})")


if __name__ == "__main__":
    main()
