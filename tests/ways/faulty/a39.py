import torch
from torch import nn
from sklearn.datasets import load_breast_cancer
X, y = load_breast_cancer(return_X_y=True)
X = torch.tensor(X, dtype=torch.float32); y = torch.tensor(y, dtype=torch.float32)
X = (X - X.mean(0)) / X.std(0)
model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(model.parameters())
def accuracy(logits, target):
    pred = (torch.sigmoid(logits) > 0.5).float()
    return (pred == target).float().mean()
for e in range(100):
    logits = model(X)
    loss = nn.functional.binary_cross_entropy_with_logits(logits, y.unsqueeze(1))
    opt.zero_grad(); loss.backward(); opt.step()
    if e % 10 == 0:
        print(accuracy(logits, y))
