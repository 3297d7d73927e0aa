import torch
import torch.nn.functional as F


def build_optim(model, cfg):
    opt = torch.optim.SGD(model.parameters(), lr=cfg["lr"], momentum=0.9)
    # drop the rate by 10 after cfg["drop_every"] epochs
    sched = torch.optim.lr_scheduler.StepLR(opt, step_size=cfg["drop_every"], gamma=0.1)
    return opt, sched


def train_epoch(model, loader, opt, after_batch=None):
    model.train()
    total = 0.0
    for x, y in loader:
        opt.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        opt.step()
        if after_batch is not None:
            after_batch()
        total += loss.item() * len(x)
    return total / len(loader.dataset)


@torch.no_grad()
def accuracy(model, loader):
    model.eval()
    good = 0
    for x, y in loader:
        good += (model(x).argmax(1) == y).sum().item()
    return good / len(loader.dataset)
