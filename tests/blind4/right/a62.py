import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader, TensorDataset

EPOCHS = 6


class DepthwiseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 24, 3, padding=1)
        self.dw = nn.Conv2d(24, 24, 3, padding=1, groups=24)
        self.pw = nn.Conv2d(24, 48, 1)
        self.gn = nn.GroupNorm(4, 48)
        self.head = nn.Linear(48 * 4, 10)

    def forward(self, x):
        x = nn.functional.relu(self.stem(x))
        x = nn.functional.max_pool2d(x, 2)
        x = nn.functional.relu(self.gn(self.pw(self.dw(x))))
        x = nn.functional.adaptive_avg_pool2d(x, 2)
        return self.head(x.flatten(1))


def main():
    torch.manual_seed(2)
    d = load_digits()
    x = torch.tensor(d.images / 16, dtype=torch.float32).unsqueeze(1)
    y = torch.tensor(d.target)
    tr, te = train_test_split(range(len(y)), test_size=0.2, stratify=d.target, random_state=2)
    train = DataLoader(TensorDataset(x[tr], y[tr]), 48, shuffle=True)
    test = DataLoader(TensorDataset(x[te], y[te]), 128)
    net = DepthwiseNet()
    opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
    sched = OneCycleLR(opt, max_lr=1e-2, epochs=EPOCHS, steps_per_epoch=len(train))
    lossf = nn.CrossEntropyLoss(label_smoothing=0.05)
    for epoch in range(EPOCHS):
        net.train()
        total = 0.0
        for xb, yb in train:
            opt.zero_grad(set_to_none=True)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = lossf(net(xb), yb)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            sched.step()
            total += loss.item() * len(yb)
        net.eval()
        with torch.no_grad():
            hits = sum((net(a).argmax(1) == b).sum().item() for a, b in test)
        print(f"epoch {epoch + 1} loss {total / len(tr):.3f} test acc {hits / len(te):.3f}")


if __name__ == "__main__":
    main()
