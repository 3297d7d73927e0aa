import torch
from torch.utils.data import DataLoader, TensorDataset

from losses import segmentation_loss
from unet import UNet


def discs(n, seed, size=16):
    g = torch.Generator().manual_seed(seed)
    yy, xx = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    cy, cx = torch.randint(4, size - 4, (2, n, 1, 1), generator=g)
    r = torch.randint(2, 5, (n, 1, 1), generator=g)
    mask = (((yy - cy) ** 2 + (xx - cx) ** 2) <= r ** 2).float().unsqueeze(1)
    return mask * 0.8 + 0.4 * torch.randn(n, 1, size, size, generator=g), mask


def iou(model, loader):
    model.eval()
    inter = union = 0.0
    with torch.no_grad():
        for x, m in loader:
            p = torch.sigmoid(model(x)) > 0.5
            m = m.bool()
            inter += (p & m).sum().item()
            union += (p | m).sum().item()
    return inter / union


def main():
    torch.manual_seed(0)
    train = DataLoader(TensorDataset(*discs(320, 1)), batch_size=16, shuffle=True)
    test = DataLoader(TensorDataset(*discs(80, 2)), batch_size=40)
    model = UNet()
    opt = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(5):
        model.train()
        total = 0.0
        for x, m in train:
            opt.zero_grad()
            loss = segmentation_loss(model(x), m)
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        print(f"epoch {epoch + 1} loss {total / 320:.3f} iou {iou(model, test):.3f}")


if __name__ == "__main__":
    main()
