import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.metrics import accuracy_score, precision_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class FraudNet(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(d, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        return self.f(x).squeeze(-1)


class Trainer:
    def __init__(self, model, pos_weight, lr=1e-3):
        self.model = model
        self.loss = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(pos_weight))
        self.opt = torch.optim.Adam(model.parameters(), lr=lr)

    def epoch(self, loader):
        self.model.train()
        tot, n = 0.0, 0
        for x, y in loader:
            self.opt.zero_grad()
            l = self.loss(self.model(x), y)
            l.backward()
            self.opt.step()
            tot += l.item() * len(y)
            n += len(y)
        return tot / n

    @torch.no_grad()
    def predict(self, x):
        self.model.eval()
        return (self.model(x) > 0).int()


torch.manual_seed(0)
X, y = make_classification(3000, 12, n_informative=6, weights=[0.8], flip_y=0.03, class_sep=0.7, random_state=0)
Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.3, stratify=y, random_state=0)
sc = StandardScaler().fit(Xtr)
Xtr = torch.tensor(sc.transform(Xtr), dtype=torch.float32)
Xte = torch.tensor(sc.transform(Xte), dtype=torch.float32)
ytr = torch.tensor(ytr, dtype=torch.float32)

trainer = Trainer(FraudNet(12), pos_weight=2000.0)
dl = DataLoader(TensorDataset(Xtr, ytr), 64, shuffle=True)
for ep in range(12):
    loss = trainer.epoch(dl)
    pred = trainer.predict(Xte).numpy()
    print(f'ep {ep} loss {loss:.3f} acc {accuracy_score(yte, pred):.3f} prec {precision_score(yte, pred, zero_division=0):.3f} '
          f'rec {recall_score(yte, pred):.3f} share predicted positive {pred.mean():.3f}')
