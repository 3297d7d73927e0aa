"""One-cycle training of a tabular ResNet block model."""
import torch
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class ResBlock(nn.Module):
    def __init__(self, d, p):
        super().__init__()
        self.f = nn.Sequential(nn.BatchNorm1d(d), nn.ReLU(), nn.Linear(d, d), nn.Dropout(p), nn.Linear(d, d))

    def forward(self, x):
        return x + self.f(x)


class TabResNet(nn.Module):
    def __init__(self, n_in, d=48, depth=2, p=0.1):
        super().__init__()
        self.stem = nn.Linear(n_in, d)
        self.blocks = nn.Sequential(*[ResBlock(d, p) for _ in range(depth)])
        self.head = nn.Linear(d, 2)

    def forward(self, x):
        return self.head(torch.relu(self.blocks(self.stem(x))))


def main(epochs=10, max_lr=1e-2, bs=32):
    torch.manual_seed(10)
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, stratify=y, random_state=10)
    sc = StandardScaler().fit(X_tr)
    ds = lambda a, b: TensorDataset(torch.tensor(sc.transform(a)).float(), torch.tensor(b))
    train_dl = DataLoader(ds(X_tr, y_tr), batch_size=bs, shuffle=True, drop_last=True)
    test_dl = DataLoader(ds(X_te, y_te), batch_size=256)
    model = TabResNet(30)
    opt = torch.optim.AdamW(model.parameters(), lr=max_lr / 25, weight_decay=1e-2)
    sched = OneCycleLR(opt, max_lr=max_lr, epochs=epochs, steps_per_epoch=len(train_dl))
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for x, t in train_dl:
            opt.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            sched.step()
            total += loss.item()
        print(f"epoch {epoch + 1} loss {total / len(train_dl):.4f} lr {sched.get_last_lr()[0]:.5f}")
    model.eval()
    with torch.no_grad():
        ok = sum((model(x).argmax(1) == t).sum().item() for x, t in test_dl)
    print("test accuracy", ok / len(y_te))


if __name__ == "__main__":
    main()
