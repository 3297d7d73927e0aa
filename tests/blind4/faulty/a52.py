import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset

EPOCHS = 15
LR = 0.05
DECAY_EVERY = 5      # epochs
GAMMA = 0.3


def get_data():
    d = load_digits()
    xtr, xte, ytr, yte = train_test_split(d.data / 16.0, d.target, test_size=300, random_state=8, stratify=d.target)
    f = lambda v: torch.tensor(v, dtype=torch.float32)
    return TensorDataset(f(xtr), torch.tensor(ytr)), TensorDataset(f(xte), torch.tensor(yte))


def build():
    return nn.Sequential(nn.Linear(64, 100), nn.ReLU(), nn.Linear(100, 50), nn.ReLU(), nn.Linear(50, 10))


def main():
    torch.manual_seed(8)
    train_set, test_set = get_data()
    train_loader = DataLoader(train_set, batch_size=50, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=100)
    net = build()
    loss_fn = nn.CrossEntropyLoss()
    opt = torch.optim.SGD(net.parameters(), lr=LR, momentum=0.9)
    sched = StepLR(opt, step_size=DECAY_EVERY, gamma=GAMMA)

    for epoch in range(EPOCHS):
        net.train()
        running = 0.0
        for x, y in train_loader:
            opt.zero_grad()
            loss = loss_fn(net(x), y)
            loss.backward()
            opt.step()
            sched.step()
            running += loss.item() * x.size(0)

        net.eval()
        ok = 0
        with torch.no_grad():
            for x, y in test_loader:
                ok += (net(x).argmax(1) == y).sum().item()
        print(f"{epoch + 1:2d} loss {running / len(train_set):.3f} acc {ok / len(test_set):.3f} lr {sched.get_last_lr()[0]:.2e}")


main()
