import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0, weight=None):
        super().__init__()
        self.gamma = gamma
        self.register_buffer("weight", weight)

    def forward(self, logits, target):
        log_p = F.log_softmax(logits, dim=1)
        log_pt = log_p.gather(1, target.unsqueeze(1)).squeeze(1)
        pt = log_pt.exp()
        loss = -((1 - pt) ** self.gamma) * log_pt
        return (self.weight[target] * loss).mean()


X, y = make_classification(3000, 16, n_informative=8, n_classes=3, weights=[0.8, 0.15, 0.05], random_state=0)
Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.25, stratify=y, random_state=0)
scaler = StandardScaler().fit(Xa)
Xa, Xb = (torch.as_tensor(scaler.transform(u), dtype=torch.float32) for u in (Xa, Xb))
ya, yb = torch.as_tensor(ya), torch.as_tensor(yb)
counts = torch.bincount(ya, minlength=3).float()

model = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 3))
criterion = FocalLoss(weight=counts.sum() / (3 * counts))
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
loader = DataLoader(TensorDataset(Xa, ya), batch_size=75, shuffle=True)

for epoch in range(10):
    model.train()
    total = 0.0
    for x, t in loader:
        loss = criterion(model(x), t)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(t)
    print(epoch, total / len(ya))

model.eval()
with torch.no_grad():
    pred = model(Xb).softmax(dim=1).argmax(dim=1)
print("balanced accuracy", balanced_accuracy_score(yb.numpy(), pred.numpy()))
