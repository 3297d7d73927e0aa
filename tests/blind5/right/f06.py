import os

import torch
import torch.distributed as dist
import torch.nn as nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler
from torchvision import datasets, models, transforms


def setup():
    dist.init_process_group('nccl')
    rank = int(os.environ['LOCAL_RANK'])
    torch.cuda.set_device(rank)
    return rank


def make_loader(path, train, bs):
    norm = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    if train:
        tf = transforms.Compose([transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(), norm])
    else:
        tf = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), norm])
    ds = datasets.ImageFolder(path, tf)
    sampler = DistributedSampler(ds, shuffle=train)
    return DataLoader(ds, bs, sampler=sampler, num_workers=8, pin_memory=True), sampler


def reduce_sum(*vals):
    t = torch.tensor(vals, dtype=torch.float64, device='cuda')
    dist.all_reduce(t)
    return t.tolist()


def main():
    rank = setup()
    torch.manual_seed(0)
    train_dl, train_sampler = make_loader('/data/imagenet/train', True, 128)
    val_dl, _ = make_loader('/data/imagenet/val', False, 256)
    model = models.resnet50(num_classes=1000).cuda(rank)
    model = nn.SyncBatchNorm.convert_sync_batchnorm(model)
    model = DDP(model, device_ids=[rank])
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1).cuda(rank)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1 * dist.get_world_size() / 2, momentum=0.9, weight_decay=1e-4, nesterov=True)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=90)

    for epoch in range(90):
        train_sampler.set_epoch(epoch)
        model.train()
        for x, y in train_dl:
            x, y = x.cuda(rank, non_blocking=True), y.cuda(rank, non_blocking=True)
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        scheduler.step()

        model.eval()
        hit = n = 0
        with torch.no_grad():
            for x, y in val_dl:
                out = model(x.cuda(rank, non_blocking=True))
                hit += (out.argmax(1).cpu() == y).sum().item()
                n += y.size(0)
        hit, n = reduce_sum(hit, n)
        if rank == 0:
            print(f'epoch {epoch} val top1 {hit / n:.4f}')
            torch.save(model.module.state_dict(), 'last.pth')
    dist.destroy_process_group()


if __name__ == '__main__':
    main()
