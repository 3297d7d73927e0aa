import torch
import torch.nn.functional as F

from data import loaders
from model import resnet

EPOCHS, BATCH, MAX_LR = 4, 48, 0.05


def fit_one_cycle(model, train_dl):
    opt = torch.optim.SGD(model.parameters(), lr=MAX_LR / 10, momentum=0.9, weight_decay=5e-4)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=MAX_LR, epochs=EPOCHS, steps_per_epoch=len(train_dl))
    for epoch in range(EPOCHS):
        model.train()
        total, n = 0.0, 0
        for x, y in train_dl:
            opt.zero_grad()
            loss = F.cross_entropy(model(x), y, label_smoothing=0.05)
            loss.backward()
            opt.step()
            sched.step()
            total += loss.item() * len(y)
            n += len(y)
        yield epoch, total / n, sched.get_last_lr()[0]


@torch.no_grad()
def accuracy(model, dl):
    model.eval()
    return sum((model(x).argmax(1) == y).sum().item() for x, y in dl) / len(dl.dataset)


def main():
    torch.manual_seed(0)
    train_dl, val_dl = loaders(BATCH, 0)
    model = resnet()
    for epoch, loss, lr in fit_one_cycle(model, train_dl):
        print(f"epoch {epoch} loss {loss:.4f} lr {lr:.5f} val acc {accuracy(model, val_dl):.4f}")


if __name__ == "__main__":
    main()
