import torch
import torch.nn.functional as F

from data import get_loaders
from model import RiskNet


def train_one_epoch(model, loader, optimizer):
    model.train()
    running, n = 0.0, 0
    for x, y in loader:
        optimizer.zero_grad()
        p = model(x)
        loss = F.binary_cross_entropy_with_logits(p, y)
        loss.backward()
        optimizer.step()
        running += loss.item() * y.numel()
        n += y.numel()
    return running / n


def evaluate(model, loader):
    model.eval()
    right, n = 0, 0
    with torch.no_grad():
        for x, y in loader:
            right += ((model(x) > 0.5).float() == y).sum().item()
            n += y.numel()
    return right / n


def run(epochs=12):
    torch.manual_seed(1)
    train, test, d = get_loaders()
    model = RiskNet(d)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-3)
    for e in range(epochs):
        tl = train_one_epoch(model, train, optimizer)
        if e % 3 == 2:
            print(f"[{e + 1:02d}] loss {tl:.4f}  acc {evaluate(model, test):.3f}")


if __name__ == "__main__":
    run()
