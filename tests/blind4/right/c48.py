import torch
from torch import nn
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

EPOCHS, SWA_START = 12, 7


def model():
    return nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(2)
    d = load_digits()
    a, b, ya, yb = train_test_split(d.data / 16, d.target, stratify=d.target, test_size=0.25, random_state=2)
    a, b, ya, yb = torch.tensor(a).float(), torch.tensor(b).float(), torch.tensor(ya), torch.tensor(yb)
    loader = DataLoader(TensorDataset(a, ya), batch_size=64, shuffle=True, drop_last=True)
    net = model()
    averaged = AveragedModel(net)
    opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    swa_sched = SWALR(opt, swa_lr=0.02, anneal_epochs=3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(EPOCHS):
        net.train()
        total = n = 0
        for x, y in loader:
            opt.zero_grad()
            loss = ce(net(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
            n += len(y)
        if epoch >= SWA_START:
            averaged.update_parameters(net)
            swa_sched.step()
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} loss {total / n:.4f}")
    update_bn(loader, averaged)
    print("last weights", accuracy(net, b, yb), "averaged", accuracy(averaged, b, yb))


if __name__ == "__main__":
    main()
