# residual MLP for the diabetes regression data
import argparse
import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class ResBlock(nn.Module):
    def __init__(self, width, p):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, width * 2)
        self.fc2 = nn.Linear(width * 2, width)
        self.drop = nn.Dropout(p)

    def forward(self, x):
        h = torch.relu(self.fc1(self.norm(x)))
        return x + self.drop(self.fc2(h))


class ResMLP(nn.Module):
    def __init__(self, d_in, width=32, depth=3, p=0.1):
        super().__init__()
        self.stem = nn.Linear(d_in, width)
        self.blocks = []
        for _ in range(depth):
            self.blocks.append(ResBlock(width, p))
        self.head = nn.Linear(width, 1)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.head(x).squeeze(-1)


def load():
    X, y = load_diabetes(return_X_y=True)
    Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.2, random_state=7)
    sx, sy = StandardScaler(), StandardScaler()
    Xtr, Xte = sx.fit_transform(Xtr), sx.transform(Xte)
    ytr = sy.fit_transform(ytr[:, None])[:, 0]
    yte = sy.transform(yte[:, None])[:, 0]
    return [torch.tensor(a, dtype=torch.float32) for a in (Xtr, Xte, ytr, yte)]


def main(args):
    torch.manual_seed(args.seed)
    Xtr, Xte, ytr, yte = load()
    model = ResMLP(Xtr.shape[1], depth=args.depth)
    opt = torch.optim.AdamW(model.parameters(), lr=args.lr)
    lossf = nn.MSELoss()
    for epoch in range(args.epochs):
        model.train()
        for idx in torch.randperm(len(Xtr)).split(args.bs):
            opt.zero_grad()
            loss = lossf(model(Xtr[idx]), ytr[idx])
            loss.backward()
            opt.step()
    model.eval()
    with torch.no_grad():
        print('test mse', lossf(model(Xte), yte).item())


if __name__ == '__main__':
    ap = argparse.ArgumentParser()
    ap.add_argument('--lr', type=float, default=3e-3)
    ap.add_argument('--depth', type=int, default=3)
    ap.add_argument('--epochs', type=int, default=40)
    ap.add_argument('--bs', type=int, default=32)
    ap.add_argument('--seed', type=int, default=0)
    main(ap.parse_args())
