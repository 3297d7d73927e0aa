import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split


class FeaturePicker(nn.Module):
    """Learns which k of d columns to look at."""

    def __init__(self, d, k):
        super().__init__()
        self.logits = nn.Parameter(0.01 * torch.randn(k, d))
        self.temperature = 2.0

    def forward(self, x):
        if self.training:
            choice = F.gumbel_softmax(self.logits, tau=self.temperature, hard=True, dim=-1)
        else:
            choice = F.one_hot(self.logits.argmax(-1), self.logits.size(1)).float()
        return x @ choice.t()

    def chosen(self):
        return sorted(set(self.logits.argmax(-1).tolist()))


class Net(nn.Module):
    def __init__(self, d, k=6):
        super().__init__()
        self.pick = FeaturePicker(d, k)
        self.mlp = nn.Sequential(nn.Linear(k, 32), nn.ReLU(), nn.Linear(32, 2))

    def forward(self, x):
        return self.mlp(self.pick(x))


def main():
    torch.manual_seed(0)
    X, y = make_classification(3000, 40, n_informative=4, n_redundant=0, n_clusters_per_class=1, class_sep=1.5,
                               flip_y=0.0, shuffle=False, random_state=2)          # columns 0..3 matter
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    m, s = X_tr.mean(0), X_tr.std(0)
    t = lambda a: torch.tensor((a - m) / s, dtype=torch.float32)
    X_tr, X_te, y_tr, y_te = t(X_tr), t(X_te), torch.tensor(y_tr), torch.tensor(y_te)
    net = Net(40)
    opt = torch.optim.Adam([
        {"params": net.pick.parameters(), "lr": 5e-2},
        {"params": net.mlp.parameters(), "lr": 3e-3},
    ])
    epochs = 25
    for epoch in range(epochs):
        net.train()
        net.pick.temperature = 2.0 * 0.25 ** (epoch / epochs)
        total = 0.0
        for idx in torch.randperm(len(y_tr)).split(64):
            opt.zero_grad()
            loss = F.cross_entropy(net(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 6 == 0:
            print(f"epoch {epoch} loss {total / len(y_tr):.4f} columns {net.pick.chosen()}")
    net.eval()
    with torch.no_grad():
        print("test accuracy", (net(X_te).argmax(1) == y_te).float().mean().item(), "columns", net.pick.chosen())


if __name__ == "__main__":
    main()
