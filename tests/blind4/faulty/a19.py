import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import precision_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class LitStyle(nn.Module):
    """A hand-made base class in the spirit of Lightning."""

    def training_step(self, batch):
        raise NotImplementedError

    def configure(self):
        raise NotImplementedError


class Screening(LitStyle):
    def __init__(self, d, lr=1e-3):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 1))
        self.criterion = nn.BCEWithLogitsLoss()
        self.lr = lr

    def forward(self, x):
        return self.net(x).squeeze(1)

    def training_step(self, batch):
        x, y = batch
        return self.criterion(self(x), y)

    def configure(self):
        return torch.optim.Adam(self.parameters(), lr=self.lr)

    @torch.no_grad()
    def predict(self, x):
        self.eval()
        return (self(x) > 0.5).int()


def fit(module, x, y, epochs=20, bs=32):
    opt = module.configure()
    for ep in range(epochs):
        module.train()
        tot = 0.0
        for idx in torch.randperm(len(x)).split(bs):
            loss = module.training_step((x[idx], y[idx]))
            opt.zero_grad()
            loss.backward()
            opt.step()
            tot += loss.item() * len(idx)
        if ep % 5 == 4:
            print(f"epoch {ep + 1} loss {tot / len(x):.4f}")


torch.manual_seed(19)
X, y = load_breast_cancer(return_X_y=True)
y = 1 - y  # 1 = malignant
a, b, ya, yb = train_test_split(X, y, test_size=0.3, random_state=19, stratify=y)
sc = StandardScaler().fit(a)
a, b = torch.tensor(sc.transform(a)).float(), torch.tensor(sc.transform(b)).float()
m = Screening(30)
fit(m, a, torch.tensor(ya).float())
pred = m.predict(b).numpy()
print("recall", round(recall_score(yb, pred), 3), "precision", round(precision_score(yb, pred), 3))
