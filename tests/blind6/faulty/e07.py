import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

SEED = 13
torch.manual_seed(SEED)


def to_ds(X, y):
    return TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).unsqueeze(1))


def prepare():
    X, y = load_breast_cancer(return_X_y=True)
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=SEED)
    X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=SEED)
    s = StandardScaler().fit(X_train)
    return to_ds(s.transform(X_train), y_train), to_ds(s.transform(X_val), y_val), to_ds(s.transform(X_test), y_test)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(30, 64), nn.ReLU(), nn.Dropout(0.2),
            nn.Linear(64, 32), nn.ReLU(),
            nn.Linear(32, 1))

    def forward(self, x):
        return self.layers(x)


@torch.no_grad()
def score(model, loader, loss_fn):
    model.eval()
    loss = hits = n = 0
    for x, y in loader:
        out = model(x)
        loss += loss_fn(out, y).item() * len(x)
        hits += ((out > 0).float() == y).sum().item()
        n += len(x)
    return loss / n, hits / n


def main():
    train, val, test = prepare()
    train_dl = DataLoader(train, batch_size=32, shuffle=True)
    val_dl, test_dl = DataLoader(val, 128), DataLoader(test, 128)
    model = Net()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    loss_fn = nn.BCEWithLogitsLoss()
    best_loss, best_state = float('inf'), None
    for epoch in range(25):
        model.train()
        for x, y in train_dl:
            opt.zero_grad()
            loss_fn(model(x), y).backward()
            opt.step()
        val_loss, val_acc = score(model, val_dl, loss_fn)
        if val_loss < best_loss:
            best_loss = val_loss
            best_state = model.state_dict()
            print(f'epoch {epoch}: new best {val_loss:.4f} ({val_acc:.3f})')
    model.load_state_dict(best_state)
    print('test loss %.4f acc %.3f' % score(model, test_dl, loss_fn))


if __name__ == '__main__':
    main()
