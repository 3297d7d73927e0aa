import torch
import torch.nn as nn
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, Y = make_multilabel_classification(n_samples=3000, n_features=30, n_classes=5, n_labels=2, allow_unlabeled=False, random_state=1)
X_tr, X_te, Y_tr, Y_te = train_test_split(X, Y, test_size=0.25, random_state=1)
sc = StandardScaler().fit(X_tr)
X_tr = torch.tensor(sc.transform(X_tr), dtype=torch.float32)
X_te = torch.tensor(sc.transform(X_te), dtype=torch.float32)
Y_tr = torch.tensor(Y_tr, dtype=torch.float32)
loader = DataLoader(TensorDataset(X_tr, Y_tr), batch_size=64, shuffle=True)

model = nn.Sequential(nn.Linear(30, 32), nn.ReLU(), nn.Linear(32, 5))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-4)
for epoch in range(20):
    model.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item()
    if epoch % 4 == 3:
        model.eval()
        with torch.no_grad():
            pred = (model(X_te) > 0).int().numpy()
        print(f'epoch {epoch + 1} loss {total / len(loader):.4f} micro F1 {f1_score(Y_te, pred, average="micro"):.4f}')
