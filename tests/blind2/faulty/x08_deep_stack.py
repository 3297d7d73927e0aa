"""Tabular network with a configurable number of named blocks."""
import torch
from torch import nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split

CONFIG = {
    "depth": 4,
    "width": 48,
    "lr": 2e-3,
    "epochs": 25,
    "batch": 64,
}


def block(width):
    return nn.Sequential(nn.Linear(width, width), nn.LayerNorm(width), nn.GELU())


class TabNet(nn.Module):
    def __init__(self, n_features, n_classes, depth, width):
        super().__init__()
        self.stem = nn.Linear(n_features, width)
        self.order = [f"block{i}" for i in range(depth)]
        self.blocks = {name: block(width) for name in self.order}
        self.head = nn.Linear(width, n_classes)

    def forward(self, x):
        x = self.stem(x)
        for name in self.order:
            x = x + self.blocks[name](x)
        return self.head(x)


def make_data():
    X, y = make_classification(2400, 20, n_informative=12, n_redundant=4, n_classes=4,
                               n_clusters_per_class=3, class_sep=1.0, random_state=5)
    X_tr, X_va, y_tr, y_va = train_test_split(X, y, test_size=0.25, random_state=5, stratify=y)
    mean, std = X_tr.mean(0), X_tr.std(0)
    to = lambda a: torch.tensor((a - mean) / std, dtype=torch.float32)
    return to(X_tr), torch.tensor(y_tr), to(X_va), torch.tensor(y_va)


def main(cfg=CONFIG):
    torch.manual_seed(5)
    X_tr, y_tr, X_va, y_va = make_data()
    net = TabNet(20, 4, cfg["depth"], cfg["width"])
    print("trainable:", sum(p.numel() for p in net.parameters() if p.requires_grad))
    opt = torch.optim.AdamW(net.parameters(), lr=cfg["lr"], weight_decay=1e-2)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(cfg["epochs"]):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(X_tr)).split(cfg["batch"]):
            loss = loss_fn(net(X_tr[idx]), y_tr[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 6 == 0 or epoch == cfg["epochs"] - 1:
            print(f"epoch {epoch:2d} loss {total / len(X_tr):.4f}")
    net.eval()
    with torch.no_grad():
        acc = (net(X_va).argmax(-1) == y_va).float().mean().item()
    print(f"validation accuracy {acc:.4f}")


if __name__ == "__main__":
    main()
