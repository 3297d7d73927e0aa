import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.metrics import confusion_matrix, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

DEVICE = "cuda:0" if torch.cuda.is_available() else "cpu"
torch.manual_seed(7)

X, y = load_wine(return_X_y=True)
Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.25, stratify=y, random_state=7)
scaler = StandardScaler()
Xtr = scaler.fit_transform(Xtr)
Xte = scaler.transform(Xte)
ds = lambda a, b: TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b))
train_loader = DataLoader(ds(Xtr, ytr), batch_size=19, shuffle=True)
test_loader = DataLoader(ds(Xte, yte), batch_size=45)

net = nn.Sequential(nn.Linear(13, 32), nn.LeakyReLU(), nn.Linear(32, 3)).to(DEVICE)
optimizer = torch.optim.RMSprop(net.parameters(), lr=2e-3)
criterion = nn.CrossEntropyLoss()

for epoch in range(30):
    net.train()
    for xb, yb in train_loader:
        xb, yb = xb.to(DEVICE), yb.to(DEVICE)
        optimizer.zero_grad()
        criterion(net(xb), yb).backward()
        optimizer.step()

net.eval()
all_pred, all_true = [], []
with torch.no_grad():
    for xb, yb in test_loader:
        scores = net(xb.to(DEVICE))
        all_pred.append(scores.argmax(dim=1).numpy())
        all_true.append(yb.numpy())

pred, true = np.concatenate(all_pred), np.concatenate(all_true)
print(confusion_matrix(true, pred))
print("macro F1", f1_score(true, pred, average="macro"))
