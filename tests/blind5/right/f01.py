import glob

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset, random_split


class CityPatches(Dataset):
    def __init__(self, pattern):
        self.files = sorted(glob.glob(pattern))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        z = np.load(self.files[i])
        img = torch.from_numpy(z['rgb']).permute(2, 0, 1).float().div(255).sub(0.45).div(0.25)
        lab = torch.from_numpy(z['label']).long()
        return img, lab


class FCN(nn.Module):
    def __init__(self, n_cls=19, w=48):
        super().__init__()
        def blk(i, o, s):
            return nn.Sequential(nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))
        self.s1, self.s2, self.s3 = blk(3, w, 2), blk(w, 2 * w, 2), blk(2 * w, 4 * w, 2)
        self.lat2 = nn.Conv2d(2 * w, 4 * w, 1)
        self.head = nn.Conv2d(4 * w, n_cls, 1)

    def forward(self, x):
        a = self.s2(self.s1(x))
        b = self.s3(a)
        u = F.interpolate(b, size=a.shape[-2:], mode='bilinear', align_corners=False) + self.lat2(a)
        return F.interpolate(self.head(u), size=x.shape[-2:], mode='bilinear', align_corners=False)


def miou(model, loader, n_cls, device):
    model.eval()
    inter, union = torch.zeros(n_cls), torch.zeros(n_cls)
    with torch.no_grad(), torch.autocast('cuda'):
        for x, y in loader:
            p = model(x.to(device)).argmax(1).cpu()
            ok = y != 255
            for c in range(n_cls):
                pc, yc = (p == c) & ok, (y == c) & ok
                inter[c] += (pc & yc).sum()
                union[c] += (pc | yc).sum()
    return (inter / union.clamp(min=1)).mean().item()


def main():
    torch.manual_seed(0)
    device = torch.device('cuda')
    ds = CityPatches('patches/*.npz')
    tr, va = random_split(ds, [0.9, 0.1], generator=torch.Generator().manual_seed(0))
    tr_dl = DataLoader(tr, 16, shuffle=True, num_workers=4, drop_last=True)
    va_dl = DataLoader(va, 16, num_workers=4)
    model = FCN().to(device)
    opt = torch.optim.AdamW(model.parameters(), lr=6e-4, weight_decay=0.01)
    sched = torch.optim.lr_scheduler.PolynomialLR(opt, total_iters=40 * len(tr_dl), power=0.9)
    criterion = nn.CrossEntropyLoss(ignore_index=255)
    scaler = torch.cuda.amp.GradScaler()
    for epoch in range(40):
        model.train()
        total = 0.0
        for x, y in tr_dl:
            x, y = x.to(device, non_blocking=True), y.to(device, non_blocking=True)
            opt.zero_grad(set_to_none=True)
            with torch.autocast('cuda'):
                loss = criterion(model(x), y)
            scaler.scale(loss).backward()
            scaler.unscale_(opt)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            scaler.step(opt)
            scaler.update()
            sched.step()
            total += loss.item()
        print(f'{epoch:2d} loss {total / len(tr_dl):.4f} mIoU {miou(model, va_dl, 19, device):.4f}')


if __name__ == '__main__':
    main()
