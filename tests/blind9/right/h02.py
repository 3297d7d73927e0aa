"""Small memory, large effective batch."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

MICRO, GROUP = 16, 4


def load():
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(X / 16.0, y, test_size=0.25, random_state=2, stratify=y)
    wrap = lambda u, v: TensorDataset(torch.tensor(u, dtype=torch.float32), torch.tensor(v))
    return wrap(a, c), wrap(b, d)


def main():
    torch.manual_seed(2)
    train, test = load()
    loader = DataLoader(train, batch_size=MICRO, shuffle=True)
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    opt = torch.optim.SGD(net.parameters(), lr=0.2, momentum=0.5)
    loss_sum_fn = nn.CrossEntropyLoss(reduction="sum")
    for epoch in range(20):
        net.train()
        total, pending = 0.0, 0
        opt.zero_grad()
        for i, (x, y) in enumerate(loader, start=1):
            loss = loss_sum_fn(net(x), y)
            loss.backward()
            total += loss.item()
            pending += len(y)
            if i % GROUP == 0 or i == len(loader):
                for p in net.parameters():
                    p.grad /= pending
                opt.step()
                opt.zero_grad()
                pending = 0
        if epoch % 4 == 3:
            net.eval()
            xt, yt = test.tensors
            with torch.no_grad():
                acc = (net(xt).argmax(1) == yt).float().mean().item()
            print(f"epoch {epoch + 1} loss {total / len(train):.4f} test accuracy {acc:.4f}")


main()
