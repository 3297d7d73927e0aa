"""Manual weight decay, only on the weight matrices."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

LAMBDA = 1e-4


def l2(model):
    return sum(m.weight.pow(2).sum() for m in model.modules() if isinstance(m, nn.Linear))


def get_data():
    X, y = load_breast_cancer(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y, stratify=y, test_size=0.2, random_state=8)
    s = StandardScaler().fit(Xa)
    t = lambda u, v: TensorDataset(torch.tensor(s.transform(u)).float(), torch.tensor(v).float()[:, None])
    return t(Xa, ya), t(Xb, yb)


def main():
    train, test = get_data()
    model = nn.Sequential(nn.Linear(30, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 1))
    opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for epoch in range(15):
        model.train()
        data_loss = 0.0
        for x, y in DataLoader(train, batch_size=35, shuffle=True):
            bce = F.binary_cross_entropy_with_logits(model(x), y)
            loss = bce + LAMBDA * l2(model)
            opt.zero_grad()
            loss.backward()
            opt.step()
            data_loss += bce.item() * len(x)
        print(epoch, data_loss / len(train))
    model.eval()
    with torch.no_grad():
        x, y = test.tensors
        print("accuracy", ((model(x) > 0) == y.bool()).float().mean().item())


main()
