import torch
import torch.nn as nn
import torch.nn.functional as F

SIZE = 20


def pictures(n, seed):
    """noisy stripes; the mask marks the bright stripe"""
    g = torch.Generator().manual_seed(seed)
    imgs, masks = [], []
    for _ in range(n):
        img = 0.4 * torch.randn(SIZE, SIZE, generator=g)
        mask = torch.zeros(SIZE, SIZE, dtype=torch.long)
        a, w = int(torch.randint(0, SIZE - 6, (1,), generator=g)), int(torch.randint(3, 6, (1,), generator=g))
        if torch.rand(1, generator=g) < 0.5:
            mask[a:a + w] = 1
        else:
            mask[:, a:a + w] = 1
        imgs.append((img + mask).unsqueeze(0))
        masks.append(mask)
    return torch.stack(imgs), torch.stack(masks)


class FCN(nn.Module):
    def __init__(self, c=12):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, c, 3, padding=1), nn.BatchNorm2d(c), nn.ReLU(),
            nn.Conv2d(c, c, 3, padding=2, dilation=2), nn.BatchNorm2d(c), nn.ReLU(),
            nn.Conv2d(c, c, 3, padding=4, dilation=4), nn.BatchNorm2d(c), nn.ReLU(),
            nn.Conv2d(c, 2, 1))

    def forward(self, x):
        return self.net(x)


def dice_loss(logits, mask, eps=1.0):
    p = F.softmax(logits, dim=1)[:, 1]
    m = (mask == 1).float()
    inter = (p * m).sum((1, 2))
    return 1 - ((2 * inter + eps) / (p.sum((1, 2)) + m.sum((1, 2)) + eps)).mean()


@torch.no_grad()
def predict_tta(model, x):
    model.eval()
    views = [model(x), model(x.flip(-1)).flip(-1), model(x.flip(-2)).flip(-2)]
    return torch.stack([v.softmax(1) for v in views]).mean(0).argmax(1)


def iou(pred, mask):
    return ((pred & mask).sum() / (pred | mask).sum()).item()


def main():
    torch.manual_seed(0)
    X, M = pictures(150, 1)
    Xt, Mt = pictures(60, 2)
    model = FCN()
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(6):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(X)).split(15):
            logits = model(X[idx])
            loss = F.cross_entropy(logits, M[idx]) + dice_loss(logits, M[idx])
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        print(f"epoch {epoch} loss {total / len(X):.4f}")
    print(f"test IoU with flips {iou(predict_tta(model, Xt), Mt):.4f}")


if __name__ == "__main__":
    main()
