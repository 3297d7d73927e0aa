import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0):
        super().__init__()
        self.gamma = gamma

    def forward(self, logits, target):
        log_p = F.log_softmax(logits, dim=1)
        p = log_p.exp()
        weight = (1 - p.gather(1, target.unsqueeze(1))).squeeze(1) ** self.gamma
        return (weight * F.nll_loss(log_p, target, reduction="none")).mean()


torch.manual_seed(0)
X, y = make_classification(n_samples=2000, n_features=12, n_informative=6, weights=[0.9], random_state=0)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
scaler = StandardScaler().fit(X_train)
X_train, X_test = torch.tensor(scaler.transform(X_train)).float(), torch.tensor(scaler.transform(X_test)).float()
loader = DataLoader(TensorDataset(X_train, torch.tensor(y_train)), batch_size=50, shuffle=True)

model = nn.Sequential(nn.Linear(12, 32), nn.ReLU(), nn.Linear(32, 2))
criterion = FocalLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
for epoch in range(8):
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(yb)
    print(epoch, total / len(X_train))
with torch.no_grad():
    print("f1", f1_score(y_test, model(X_test).argmax(1).numpy()))
