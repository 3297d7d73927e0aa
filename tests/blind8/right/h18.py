import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def mc_dropout(model, x, n=30):
    model.eval()
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.train()
    with torch.no_grad():
        p = torch.stack([model(x).softmax(1) for _ in range(n)])
    model.eval()
    return p.mean(0), p.var(0).sum(1)


def main():
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    sc = StandardScaler().fit(Xa)
    a, b = (torch.tensor(sc.transform(v), dtype=torch.float32) for v in (Xa, Xb))
    c, d = torch.tensor(ya), torch.tensor(yb)
    model = nn.Sequential(nn.Linear(13, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 3))
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(20):
        model.train()
        for x, t in DataLoader(TensorDataset(a, c), 31, shuffle=True):
            loss = nn.functional.cross_entropy(model(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
        if epoch % 5 == 4:
            model.eval()
            with torch.no_grad():
                plain = (model(b).argmax(1) == d).float().mean().item()
            p, u = mc_dropout(model, b)
            print(epoch + 1, f'loss {loss.item():.4f} plain {plain:.3f} mc {(p.argmax(1) == d).float().mean().item():.3f} uncertainty {u.mean().item():.4f}')


if __name__ == '__main__':
    main()
