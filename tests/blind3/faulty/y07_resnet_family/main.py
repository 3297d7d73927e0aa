import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from blocks import Residual, Stem


class TinyResNet(nn.Module):
    def __init__(self, width=12, depth=2):
        super().__init__()
        self.stem = Stem(1, width)
        self.body = nn.Sequential(*[Residual(width) for _ in range(depth)])
        self.head = nn.Linear(width * 4, 10)

    def forward(self, x):
        h = self.body(F.max_pool2d(self.stem(x), 2))
        return self.head(F.adaptive_avg_pool2d(h, 2).flatten(1))


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
    t = lambda a: torch.tensor(a, dtype=torch.float32).view(-1, 1, 8, 8)
    loader = DataLoader(TensorDataset(t(X_tr), torch.tensor(y_tr)), batch_size=64, shuffle=True)
    model = TinyResNet()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(3):
        model.train()
        total = 0.0
        for x, yb in loader:
            opt.zero_grad()
            loss = F.cross_entropy(model(x), yb)
            loss.backward()
            opt.step()
            total += loss.item() * len(yb)
        print(epoch, round(total / len(y_tr), 4))
    model.eval()
    with torch.no_grad():
        print("test accuracy", (model(t(X_te)).argmax(1) == torch.tensor(y_te)).float().mean().item())


if __name__ == "__main__":
    main()
