"""Multi-label tagging of small feature vectors with a threshold tuned on validation."""
import argparse
import torch
import torch.nn as nn
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class Tagger(nn.Module):
    def __init__(self, n_features, n_tags, hidden=64):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(n_features, hidden), nn.ReLU(), nn.Dropout(0.1))
        self.classifier = nn.Linear(hidden, n_tags)

    def scores(self, x):
        return self.classifier(self.backbone(x))

    def forward(self, x):
        return torch.softmax(self.scores(x), dim=1)


def load(seed):
    X, Y = make_multilabel_classification(n_samples=1500, n_features=20, n_classes=6, n_labels=2, allow_unlabeled=False, random_state=seed)
    cut1, cut2 = 1000, 1250
    sc = StandardScaler().fit(X[:cut1])
    X = torch.tensor(sc.transform(X), dtype=torch.float32)
    Y = torch.tensor(Y, dtype=torch.float32)
    return [(X[a:b], Y[a:b]) for a, b in ((0, cut1), (cut1, cut2), (cut2, 1500))]


def predict(model, x):
    model.eval()
    with torch.no_grad():
        return model(x)


def best_threshold(p, y):
    grid = [i / 20 for i in range(1, 20)]
    scores = [f1_score(y.numpy(), (p > t).numpy(), average='micro', zero_division=0) for t in grid]
    k = max(range(len(grid)), key=scores.__getitem__)
    return grid[k], scores[k]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--epochs', type=int, default=15)
    ap.add_argument('--lr', type=float, default=3e-3)
    args = ap.parse_args()
    torch.manual_seed(0)
    train, val, test = load(0)
    loader = DataLoader(TensorDataset(*train), batch_size=50, shuffle=True)
    model = Tagger(20, 6)
    criterion = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        for x, y in loader:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        print(f'epoch {epoch:2d} loss {total / len(train[0]):.4f}')
    t, f1 = best_threshold(predict(model, val[0]), val[1])
    p = predict(model, test[0])
    print(f'threshold {t:.2f} val f1 {f1:.3f} test f1', f1_score(test[1].numpy(), (p > t).numpy(), average='micro'))


if __name__ == '__main__':
    main()
