import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

CLASSES, IGNORE = 3, 255


def scenes(n, seed, size=20):
    g = torch.Generator().manual_seed(seed)
    mask = torch.zeros(n, size, size, dtype=torch.long)
    for i in range(n):
        for c in (1, 2):
            y, x = torch.randint(0, size - 8, (2,), generator=g).tolist()
            mask[i, y:y + 7, x:x + 7] = c
    value = torch.tensor([[0., 0.], [1., 0.], [0., 1.]])[mask].permute(0, 3, 1, 2)
    img = value + 0.6 * torch.randn(value.shape, generator=g)
    mask[:, 0, :] = IGNORE
    mask[:, -1, :] = IGNORE
    return TensorDataset(img.contiguous(), mask)


class FCN(nn.Module):
    def __init__(self, w=16):
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(2, w, 3, padding=1), nn.BatchNorm2d(w), nn.ReLU(), nn.MaxPool2d(2),
                                  nn.Conv2d(w, 2 * w, 3, padding=1), nn.BatchNorm2d(2 * w), nn.ReLU())
        self.skip = nn.Conv2d(2, w, 1)
        self.out = nn.Conv2d(3 * w, CLASSES, 3, padding=1)

    def forward(self, x):
        h = F.interpolate(self.down(x), size=x.shape[-2:], mode='bilinear', align_corners=False)
        return self.out(torch.cat([h, self.skip(x)], 1))


def dice_loss(logits, mask):
    valid = (mask != IGNORE).unsqueeze(1).float()
    onehot = F.one_hot(mask.masked_fill(mask == IGNORE, 0), CLASSES).permute(0, 3, 1, 2).float()
    p = logits.softmax(1)
    inter = (p * onehot * valid).sum((0, 2, 3))
    return 1 - (2 * inter / ((p + onehot) * valid).sum((0, 2, 3)).clamp_min(1)).mean()


def confusion(model, loader):
    model.eval()
    m = torch.zeros(CLASSES, CLASSES, dtype=torch.long)
    with torch.no_grad():
        for x, y in loader:
            pred = model(x).argmax(1).view(-1)
            y = y.view(-1)
            keep = y != IGNORE
            m += torch.bincount(y[keep] * CLASSES + pred[keep], minlength=CLASSES ** 2).view(CLASSES, CLASSES)
    return m


if __name__ == '__main__':
    torch.manual_seed(0)
    train, val = DataLoader(scenes(200, 0), 20, shuffle=True), DataLoader(scenes(60, 1), 30)
    model = FCN()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    ce = nn.CrossEntropyLoss(ignore_index=IGNORE)
    for epoch in range(5):
        model.train()
        for x, y in train:
            out = model(x)
            loss = ce(out, y) + dice_loss(out, y)
            opt.zero_grad()
            loss.backward()
            opt.step()
        m = confusion(model, val).float()
        iou = m.diag() / (m.sum(0) + m.sum(1) - m.diag())
        print(epoch, f'{loss.item():.3f}', [round(v, 3) for v in iou.tolist()])
