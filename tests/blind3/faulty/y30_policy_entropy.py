"""Soft-label training with a sharp temperature."""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

TEMPERATURE = 0.004


def log_prob(scores):
    return torch.log(torch.softmax(scores / TEMPERATURE, dim=1))


def soft_targets(y, eps=0.05, k=10):
    t = torch.full((len(y), k), eps / k)
    t[torch.arange(len(y)), y] += 1 - eps
    return t


class CosineNet(nn.Module):
    """Scores in [-1, 1]: the cosine to each class direction."""

    def __init__(self):
        super().__init__()
        self.f = nn.Sequential(nn.Linear(64, 48), nn.Tanh(), nn.Linear(48, 24))
        self.w = nn.Parameter(torch.randn(10, 24))

    def forward(self, x):
        z = nn.functional.normalize(self.f(x), dim=1)
        return z @ nn.functional.normalize(self.w, dim=1).t()


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_va, y_tr, y_va = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
    X_tr, X_va = torch.tensor(X_tr).float(), torch.tensor(X_va).float()
    y_tr, y_va = torch.tensor(y_tr), torch.tensor(y_va)
    net = CosineNet()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(10):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(y_tr)).split(64):
            opt.zero_grad()
            loss = -(soft_targets(y_tr[idx]) * log_prob(net(X_tr[idx]))).sum(1).mean()
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        print(f"epoch {epoch} loss {total / len(y_tr):.4f}")
    net.eval()
    with torch.no_grad():
        print("val accuracy", (net(X_va).argmax(1) == y_va).float().mean().item())


if __name__ == "__main__":
    main()
