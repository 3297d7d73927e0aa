"""U-Net-like segmentation of discs and squares."""
import torch
import torch.nn as nn
import torch.nn.functional as F

SIZE, CLASSES = 24, 3


def sample(g):
    img = 0.2 * torch.randn(1, SIZE, SIZE, generator=g)
    mask = torch.zeros(SIZE, SIZE, dtype=torch.long)
    yy, xx = torch.meshgrid(torch.arange(SIZE), torch.arange(SIZE), indexing="ij")
    for kind in (1, 2):
        cy, cx = torch.randint(6, SIZE - 6, (2,), generator=g).tolist()
        r = int(torch.randint(3, 6, (1,), generator=g))
        inside = ((yy - cy) ** 2 + (xx - cx) ** 2 <= r * r) if kind == 1 else ((yy - cy).abs().maximum((xx - cx).abs()) <= r - 1)
        mask[inside] = kind
        img[0][inside] += 1.0 if kind == 1 else -1.0
    return img, mask


def dataset(n, seed):
    g = torch.Generator().manual_seed(seed)
    imgs, masks = zip(*[sample(g) for _ in range(n)])
    return torch.stack(imgs), torch.stack(masks)


def conv(a, b):
    return nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU())


class UNet(nn.Module):
    def __init__(self, w=8):
        super().__init__()
        self.down1, self.down2 = conv(1, w), conv(w, 2 * w)
        self.mid = conv(2 * w, 2 * w)
        self.up = conv(3 * w, w)
        self.out = nn.Conv2d(w, CLASSES, 1)

    def forward(self, x):
        a = self.down1(x)
        b = self.mid(self.down2(F.max_pool2d(a, 2)))
        b = F.interpolate(b, scale_factor=2, mode="nearest")
        return self.out(self.up(torch.cat([a, b], 1)))


def mean_iou(logits, masks):
    pred = logits.argmax(0)
    ious = []
    for c in range(CLASSES):
        p, m = pred == c, masks == c
        ious.append(((p & m).sum() / (p | m).sum().clamp(min=1)).item())
    return sum(ious) / CLASSES


def main():
    torch.manual_seed(0)
    X, M = dataset(120, 1)
    Xv, Mv = dataset(3, 2)
    net = UNet()
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    for epoch in range(6):
        net.train()
        tot = 0.0
        for idx in torch.randperm(len(X)).split(12):
            opt.zero_grad()
            loss = F.cross_entropy(net(X[idx]), M[idx])
            loss.backward()
            opt.step()
            tot += loss.item() * len(idx)
        print(f"epoch {epoch} loss {tot / len(X):.4f}")
    net.eval()
    with torch.no_grad():
        print("mean IoU on the validation pictures", round(mean_iou(net(Xv), Mv), 4))


if __name__ == "__main__":
    main()
