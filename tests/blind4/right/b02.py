import torch
from sklearn.datasets import make_classification
from sklearn.metrics import precision_score, recall_score, roc_auc_score
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Detector(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, 32), nn.ReLU(), nn.Linear(32, 1))

    def forward(self, x):
        return self.net(x).squeeze(1)


def main():
    torch.manual_seed(5)
    X, y = make_classification(4000, 10, n_informative=6, weights=[0.96], class_sep=1.4, flip_y=0.0, random_state=5)
    xa, xb, ya, yb = train_test_split(X, y, test_size=0.3, stratify=y, random_state=5)
    m, s = xa.mean(0), xa.std(0)
    ta = TensorDataset(torch.tensor((xa - m) / s).float(), torch.tensor(ya).float())
    xb = torch.tensor((xb - m) / s).float()
    dl = DataLoader(ta, batch_size=100, shuffle=True)
    model = Detector(10)
    weight = torch.tensor((ya == 0).sum() / (ya == 1).sum(), dtype=torch.float32)
    criterion = nn.BCEWithLogitsLoss(pos_weight=weight)
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(12):
        model.train()
        total = 0.0
        for x, t in dl:
            opt.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            opt.step()
            total += loss.item() * len(t)
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1}: {total / len(ta):.4f}")
    model.eval()
    with torch.no_grad():
        score = model(xb).numpy()
    print("auc", round(roc_auc_score(yb, score), 3), "recall", round(recall_score(yb, score > 0), 3),
          "precision", round(precision_score(yb, score > 0), 3))


main()
