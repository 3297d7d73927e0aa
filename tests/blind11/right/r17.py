import copy

import torch
from sklearn.datasets import make_gaussian_quantiles
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class EMA:
    """Exponential moving average of the weights, used for evaluation only."""

    def __init__(self, model, decay=0.99):
        self.decay = decay
        self.shadow = copy.deepcopy(model).eval()
        for p in self.shadow.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        for s, p in zip(self.shadow.parameters(), model.parameters()):
            s.lerp_(p, 1 - self.decay)
        for s, b in zip(self.shadow.buffers(), model.buffers()):
            s.copy_(b)


def accuracy(model, loader):
    was_training = model.training
    model.eval()
    hits = n = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
            n += len(y)
    model.train(was_training)
    return hits / n


def main():
    torch.manual_seed(0)
    X, y = make_gaussian_quantiles(n_samples=2400, n_features=6, n_classes=3, random_state=0)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=0)
    as_set = lambda a, b: TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(b))
    train_dl = DataLoader(as_set(X_tr, y_tr), batch_size=60, shuffle=True)
    test_dl = DataLoader(as_set(X_te, y_te), batch_size=300)

    model = nn.Sequential(
        nn.Linear(6, 64), nn.LayerNorm(64), nn.ReLU(), nn.Linear(64, 64), nn.LayerNorm(64), nn.ReLU(), nn.Linear(64, 3)
    )
    ema = EMA(model)
    opt = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, nesterov=True)
    loss_fn = nn.CrossEntropyLoss(label_smoothing=0.1)
    model.train()
    for epoch in range(20):
        for x, y in train_dl:
            opt.zero_grad()
            loss_fn(model(x), y).backward()
            opt.step()
            ema.update(model)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}: raw {accuracy(model, test_dl):.3f} ema {accuracy(ema.shadow, test_dl):.3f}")


if __name__ == "__main__":
    main()
