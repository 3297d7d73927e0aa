import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

DIM, CLASSES, MOMENTUM = 16, 10, 0.9


class Embedder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, DIM)

    def forward(self, x):
        return torch.tanh(self.fc(x))


class ProtoBank:
    """Exponential average of the embeddings of each class."""

    def __init__(self):
        self.centres = torch.randn(CLASSES, DIM) * 0.1

    def update(self, z, y):
        onehot = F.one_hot(y, CLASSES).float()
        count = onehot.sum(0, keepdim=True).t()
        mean = onehot.t() @ z / count.clamp(min=1)
        keep = torch.where(count > 0, MOMENTUM, 1.0)
        self.centres = keep * self.centres + (1 - keep) * mean

    def logits(self, z):
        return -torch.cdist(z, self.centres).pow(2) * 4


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    net, bank = Embedder(), ProtoBank()
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    for epoch in range(8):
        net.train()
        start, total = time.perf_counter(), 0.0
        for idx in torch.randperm(len(y_tr)).split(64):
            opt.zero_grad()
            z = net(X_tr[idx])
            bank.update(z, y_tr[idx])
            loss = F.cross_entropy(bank.logits(z), y_tr[idx])
            loss.backward(retain_graph=True)
            opt.step()
            total += loss.item() * len(idx)
        print(f"epoch {epoch} loss {total / len(y_tr):.4f} time {time.perf_counter() - start:.2f}s")
    net.eval()
    with torch.no_grad():
        acc = (bank.logits(net(X_te)).argmax(1) == y_te).float().mean().item()
    print("test accuracy", acc)


if __name__ == "__main__":
    main()
