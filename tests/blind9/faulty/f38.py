"""Vision-transformer on 8x8 digits, config-dict style."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

cfg = {
    "patch": 2, "dim": 32, "depth": 2, "heads": 4, "mlp": 64,
    "train": {"epochs": 10, "batch_size": 64, "lr": 2e-3, "wd": 0.05},
}


class MiniViT(nn.Module):
    def __init__(self, c):
        super().__init__()
        p, d = c["patch"], c["dim"]
        n = (8 // p) ** 2
        self.embed = nn.Conv2d(1, d, p, stride=p)
        self.cls = nn.Parameter(torch.zeros(1, 1, d))
        self.pos = nn.Parameter(torch.randn(1, n + 1, d) * 0.02)
        layer = nn.TransformerEncoderLayer(d, c["heads"], c["mlp"], dropout=0.0, batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, c["depth"], enable_nested_tensor=False)
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, 10)

    def forward(self, x):
        t = self.embed(x).flatten(2).transpose(1, 2)
        t = torch.cat([self.cls.expand(len(t), -1, -1), t], dim=1) + self.pos
        return self.head(self.norm(self.blocks(t))[:, 0])


def loaders(bs):
    d = load_digits()
    x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 8 - 1
    y = torch.tensor(d.target)
    a, b, ya, yb = train_test_split(x, y, test_size=0.2, random_state=0)
    return DataLoader(TensorDataset(a, ya), bs, shuffle=True), DataLoader(TensorDataset(b, yb), bs)


def train(model, train_dl, t):
    opt = torch.optim.AdamW(model.parameters(), lr=t["lr"], weight_decay=t["wd"])
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=t["epochs"])
    ce = nn.CrossEntropyLoss()
    for epoch in range(t["epochs"]):
        model.train()
        total = 0.0
        for x, y in train_dl:
            loss = ce(model(x), y)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            opt.step()
            sched.step()
            total += loss.item() * len(y)
        print(f"{epoch:2d} loss {total / len(train_dl.dataset):.4f} lr {sched.get_last_lr()[0]:.2e}")


def accuracy(model, dl):
    model.eval()
    with torch.inference_mode():
        return sum((model(x).argmax(-1) == y).sum().item() for x, y in dl) / len(dl.dataset)


if __name__ == "__main__":
    torch.manual_seed(0)
    train_dl, test_dl = loaders(cfg["train"]["batch_size"])
    model = MiniViT(cfg)
    train(model, train_dl, cfg["train"])
    print("test accuracy", accuracy(model, test_dl))
