import argparse
import os
import random

import numpy as np
import torch
import torch.distributed as dist
import torch.nn as nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, DistributedSampler
from torchvision import datasets, models, transforms


def set_seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)


def build_loaders(args):
    norm = transforms.Normalize([0.5071, 0.4865, 0.4409], [0.2673, 0.2564, 0.2762])
    train_tf = transforms.Compose(
        [transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip(), transforms.ToTensor(), norm]
    )
    test_tf = transforms.Compose([transforms.ToTensor(), norm])
    train_set = datasets.CIFAR100(args.data, train=True, transform=train_tf, download=False)
    test_set = datasets.CIFAR100(args.data, train=False, transform=test_tf, download=False)
    sampler = DistributedSampler(train_set, shuffle=True)
    train = DataLoader(train_set, args.batch, sampler=sampler, shuffle=False, num_workers=4, pin_memory=True, drop_last=True)
    test = DataLoader(test_set, 512, shuffle=False, num_workers=4, pin_memory=True)
    return train, test, sampler


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default="/datasets/cifar100")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--lr", type=float, default=0.2)
    args = parser.parse_args()

    dist.init_process_group("nccl")
    local_rank = int(os.environ["LOCAL_RANK"])
    torch.cuda.set_device(local_rank)
    set_seed(1000 + local_rank)

    train_loader, test_loader, sampler = build_loaders(args)
    net = models.resnet18(num_classes=100)
    net.conv1 = nn.Conv2d(3, 64, kernel_size=3, padding=1, bias=False)
    net.maxpool = nn.Identity()
    net = nn.SyncBatchNorm.convert_sync_batchnorm(net).cuda(local_rank)
    net = DDP(net, device_ids=[local_rank])

    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=args.lr, momentum=0.9, weight_decay=5e-4)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=args.lr, total_steps=args.epochs * len(train_loader)
    )
    scaler = torch.amp.GradScaler("cuda")

    for epoch in range(args.epochs):
        sampler.set_epoch(epoch)
        net.train()
        for x, y in train_loader:
            x, y = x.cuda(local_rank, non_blocking=True), y.cuda(local_rank, non_blocking=True)
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cuda", dtype=torch.float16):
                loss = criterion(net(x), y)
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            scaler.step(optimizer)
            scaler.update()
            scheduler.step()

        if local_rank == 0:
            net.eval()
            correct = 0
            with torch.no_grad():
                for x, y in test_loader:
                    out = net.module(x.cuda(local_rank, non_blocking=True))
                    correct += (out.argmax(1).cpu() == y).sum().item()
            print(f"epoch {epoch} lr {scheduler.get_last_lr()[0]:.4f} test acc {correct / len(test_loader.dataset):.4f}")
        dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
