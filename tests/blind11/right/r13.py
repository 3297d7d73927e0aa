import torch
import torch.nn as nn
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

# multi-label: five tags per document, each yes or no

SEED = 8
X, Y = make_multilabel_classification(n_samples=2500, n_features=30, n_classes=5, n_labels=2, random_state=SEED)
X_tmp, X_test, Y_tmp, Y_test = train_test_split(X, Y, test_size=0.2, random_state=SEED)
X_train, X_val, Y_train, Y_val = train_test_split(X_tmp, Y_tmp, test_size=0.2, random_state=SEED)

mean, std = X_train.mean(0), X_train.std(0) + 1e-6
prep = lambda a: torch.tensor((a - mean) / std, dtype=torch.float32)
X_train, X_val, X_test = map(prep, (X_train, X_val, X_test))
Y_train, Y_val, Y_test = (torch.tensor(a, dtype=torch.float32) for a in (Y_train, Y_val, Y_test))

torch.manual_seed(SEED)
net = nn.Sequential(nn.Linear(30, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 5))
pos_weight = (len(Y_train) - Y_train.sum(0)) / Y_train.sum(0)
criterion = nn.BCEWithLogitsLoss(pos_weight=pos_weight)
optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=3, factor=0.5)
loader = DataLoader(TensorDataset(X_train, Y_train), batch_size=64, shuffle=True)

for epoch in range(25):
    net.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(net(xb), yb)
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        val_loss = criterion(net(X_val), Y_val).item()
    scheduler.step(val_loss)

# one threshold per tag, chosen on the validation part, directly on the logits
net.eval()
with torch.no_grad():
    val_logits, test_logits = net(X_val), net(X_test)
grid = torch.linspace(-2, 2, 41)
cuts = []
for k in range(5):
    scores = [f1_score(Y_val[:, k], val_logits[:, k] > t, zero_division=0) for t in grid]
    cuts.append(grid[int(torch.tensor(scores).argmax())])
cuts = torch.stack(cuts)
pred = (test_logits > cuts).int()
print("thresholds on the logits:", [round(c, 2) for c in cuts.tolist()])
print("test macro F1:", round(f1_score(Y_test, pred, average="macro"), 3))
