import torch
import torch.nn as nn
from torch.utils.data import TensorDataset, DataLoader
from sklearn import datasets, model_selection

torch.manual_seed(4)
X, y = datasets.load_digits(return_X_y=True)
X_tr, X_te, y_tr, y_te = model_selection.train_test_split(X / 16, y, test_size=0.3, random_state=4)
train_ds = TensorDataset(torch.FloatTensor(X_tr), torch.LongTensor(y_tr))
test_ds = TensorDataset(torch.FloatTensor(X_te), torch.LongTensor(y_te))
loaders = {
    "train": DataLoader(train_ds, batch_size=32, shuffle=True),
    "test": DataLoader(test_ds, batch_size=128, shuffle=False),
}


class MLP(nn.Module):
    def __init__(self, dims=(64, 64, 32, 10), p=0.2):
        super().__init__()
        layers = []
        for i, o in zip(dims[:-2], dims[1:-1]):
            layers += [nn.Linear(i, o), nn.BatchNorm1d(o), nn.ReLU(), nn.Dropout(p)]
        layers.append(nn.Linear(dims[-2], dims[-1]))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


def train_one_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * xb.shape[0]
    return total / len(loader.dataset)


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    right = 0
    for xb, yb in loader:
        right += (model(xb).argmax(1) == yb).sum().item()
    return right / len(train_ds)


model = MLP()
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(10):
    tl = train_one_epoch(model, loaders["train"], loss_fn, optimizer)
    print(f"{epoch:3d} loss={tl:.4f}")
print("test accuracy:", accuracy(model, loaders["test"]))
