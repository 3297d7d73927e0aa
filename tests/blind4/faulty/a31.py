import numpy as np
import torch
from sklearn.datasets import load_breast_cancer
from sklearn.decomposition import PCA
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn

SEED = 11


def load():
    data = load_breast_cancer()
    prep = make_pipeline(StandardScaler(), PCA(n_components=12, whiten=True, random_state=SEED))
    feats = prep.fit_transform(data.data).astype("float32")
    return train_test_split(feats, data.target.astype("float32"), test_size=0.3,
                            stratify=data.target, random_state=SEED)


class Classifier(nn.Module):
    def __init__(self, d_in):
        super().__init__()
        self.l1 = nn.Linear(d_in, 24)
        self.l2 = nn.Linear(24, 12)
        self.l3 = nn.Linear(12, 1)

    def forward(self, x):
        x = torch.relu(self.l1(x))
        x = torch.relu(self.l2(x))
        return self.l3(x)


def batches(x, y, size, rng):
    order = rng.permutation(len(x))
    for s in range(0, len(x), size):
        sel = order[s:s + size]
        yield torch.from_numpy(x[sel]), torch.from_numpy(y[sel]).unsqueeze(1)


def main():
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    x_tr, x_te, y_tr, y_te = load()
    clf = Classifier(x_tr.shape[1])
    optim = torch.optim.Adam(clf.parameters(), lr=3e-3)
    criterion = nn.BCEWithLogitsLoss()
    for epoch in range(15):
        clf.train()
        tot = 0.0
        for xb, yb in batches(x_tr, y_tr, 32, rng):
            optim.zero_grad(set_to_none=True)
            loss = criterion(clf(xb), yb)
            loss.backward()
            optim.step()
            tot += loss.item() * len(xb)
        if (epoch + 1) % 5 == 0:
            print(f"epoch {epoch + 1:3d} train loss {tot / len(x_tr):.4f}")
    clf.eval()
    with torch.no_grad():
        prob = torch.sigmoid(clf(torch.from_numpy(x_te))).squeeze(1).numpy()
    print("f1 ", round(f1_score(y_te, prob > 0.5), 4))
    print("auc", round(roc_auc_score(y_te, prob), 4))


main()
