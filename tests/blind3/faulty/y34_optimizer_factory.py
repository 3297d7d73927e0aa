import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def make_optimizer(target, lr, weight_decay=0.01):
    return torch.optim.AdamW(target, lr=lr, weight_decay=weight_decay)


class PatchNet(nn.Module):
    """Four patches, one shared encoder, then a vote."""

    def __init__(self, dim=32):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(16, dim), nn.GELU(), nn.Linear(dim, dim), nn.GELU())
        self.head = nn.Linear(4 * dim, 10)

    def forward(self, x):
        p = x.view(-1, 2, 4, 2, 4).permute(0, 1, 3, 2, 4).reshape(-1, 4, 16)
        return self.head(self.encoder(p).flatten(1))


class Learner:
    def __init__(self, model, lr=2e-3):
        self.model = model
        self.opt = make_optimizer(self.model, lr)

    def fit(self, X, y, epochs):
        for epoch in range(epochs):
            self.model.train()
            total = 0.0
            for idx in torch.randperm(len(y)).split(64):
                self.opt.zero_grad()
                loss = F.cross_entropy(self.model(X[idx]), y[idx])
                loss.backward()
                self.opt.step()
                total += loss.item() * len(idx)
            print(f"epoch {epoch} loss {total / len(y):.4f}")

    @torch.no_grad()
    def accuracy(self, X, y):
        self.model.eval()
        return (self.model(X).argmax(1) == y).float().mean().item()


if __name__ == "__main__":
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.25, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr, dtype=torch.float32), torch.tensor(X_te, dtype=torch.float32)
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    learner = Learner(PatchNet())
    learner.fit(X_tr, y_tr, epochs=8)
    print("test accuracy", learner.accuracy(X_te, y_te))
