import math
import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def warmup_cosine(opt, warm, total):
    def factor(step):
        if step < warm:
            return (step + 1e-3) / warm
        return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / (total - warm))))
    return LambdaLR(opt, factor)


def main(epochs=10, batch=64, peak=5e-3):
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), random_state=0, stratify=y)
    loader = DataLoader(TensorDataset(a, c), batch, shuffle=True)
    model = nn.Sequential(nn.Linear(64, 64), nn.GELU(), nn.Linear(64, 10))
    opt = torch.optim.AdamW(model.parameters(), lr=peak)
    total = epochs * len(loader)
    sched = warmup_cosine(opt, total // 5, total)
    for epoch in range(epochs):
        model.train()
        for x, t in loader:
            loss = nn.functional.cross_entropy(model(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()
        model.eval()
        with torch.no_grad():
            acc = (model(b).argmax(1) == d).float().mean().item()
        print(f'{epoch} lr {sched.get_last_lr()[0]:.6f} loss {loss.item():.4f} acc {acc:.3f}')


if __name__ == '__main__':
    main()
