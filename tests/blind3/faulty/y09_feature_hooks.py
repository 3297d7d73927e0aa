"""Record hidden activations with a hook and look at their sparsity."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split


class Recorder:
    def __init__(self, module):
        self.sparsity = []
        module.register_forward_hook(self.hook)

    def hook(self, module, inputs, output):
        self.sparsity.append((output == 0).float().mean().item())


class Net(nn.Module):
    def __init__(self, d=13, h=40, c=3):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(d, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU())
        self.head = nn.Linear(h, c)

    def embed(self, x):
        return self.backbone.forward(x)

    def forward(self, x):
        return self.head(self.embed(x))


def load():
    X, y = load_wine(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=3, stratify=y)
    m, s = X_tr.mean(0), X_tr.std(0)
    f = lambda a: torch.tensor((a - m) / s, dtype=torch.float32)
    return f(X_tr), torch.tensor(y_tr), f(X_te), torch.tensor(y_te)


def main():
    torch.manual_seed(3)
    X_tr, y_tr, X_te, y_te = load()
    net = Net()
    recorder = Recorder(net.backbone)
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    for epoch in range(20):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(y_tr)).split(16):
            opt.zero_grad()
            loss = F.cross_entropy(net(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} loss {total / len(y_tr):.4f}")
    net.eval()
    with torch.no_grad():
        acc = (net(X_te).argmax(1) == y_te).float().mean().item()
    print("test accuracy", round(acc, 4))
    n = len(recorder.sparsity)
    print("recorded batches", n, "mean sparsity", sum(recorder.sparsity) / n if n else None)


if __name__ == "__main__":
    main()
