"""Right: the cut on the logits is chosen on the validation set for F1 and reported on the test set; it need not be 0."""
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = make_classification(1200, 10, n_informative=5, weights=[0.85], random_state=0)
X_a, X_test, y_a, y_test = train_test_split(X, y, test_size=300, random_state=0, stratify=y)
X_tr, X_val, y_tr, y_val = train_test_split(X_a, y_a, test_size=300, random_state=0, stratify=y_a)
t = lambda a: torch.tensor(a, dtype=torch.float32)
loader = DataLoader(TensorDataset(t(X_tr), t(y_tr).unsqueeze(1)), batch_size=30, shuffle=True)
model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
criterion = nn.BCEWithLogitsLoss()
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(5):
    model.train()
    for xb, yb in loader:
        opt.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        opt.step()
    print("epoch", epoch, loss.item())


@torch.no_grad()
def logits_of(x):
    model.eval()
    return model(t(x)).squeeze(1)


def best_cut(logits, target):
    cuts = torch.linspace(-3, 2, 51)
    scores = [f1_score(target, (logits > c).numpy()) for c in cuts]
    return cuts[max(range(len(cuts)), key=scores.__getitem__)].item()


cut = best_cut(logits_of(X_val), y_val)
print("cut", round(cut, 2), "test F1", f1_score(y_test, (logits_of(X_test) > cut).numpy()))
