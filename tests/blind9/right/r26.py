"""Single-object localiser: is there an object, which class, where (cx, cy, w, h in [0, 1])."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class OneObject(Dataset):
    def __init__(self, n, seed, s=32):
        g = torch.Generator().manual_seed(seed)
        self.img = 0.2 * torch.randn(n, 3, s, s, generator=g)
        self.has = (torch.rand(n, generator=g) < 0.7).float()
        self.cls = torch.randint(0, 3, (n,), generator=g)
        wh = torch.randint(6, 14, (n, 2), generator=g)
        xy = (torch.rand(n, 2, generator=g) * (s - wh)).long()
        self.box = torch.cat([(xy + wh / 2) / s, wh / s], dim=1)
        for i in range(n):
            if self.has[i]:
                x, y, w, h = *xy[i].tolist(), *wh[i].tolist()
                self.img[i, self.cls[i], y:y + h, x:x + w] += 1.0

    def __len__(self):
        return len(self.has)

    def __getitem__(self, i):
        return self.img[i], {"has": self.has[i], "cls": self.cls[i], "box": self.box[i]}


class Localiser(nn.Module):
    def __init__(self):
        super().__init__()
        chans = [3, 16, 32, 32]
        self.cnn = nn.Sequential(*[m for a, b in zip(chans, chans[1:]) for m in (nn.Conv2d(a, b, 3, stride=2, padding=1), nn.BatchNorm2d(b), nn.ReLU())])
        self.fc = nn.Sequential(nn.Flatten(), nn.Linear(32 * 4 * 4, 64), nn.ReLU())
        self.obj, self.cls, self.box = nn.Linear(64, 1), nn.Linear(64, 3), nn.Linear(64, 4)

    def forward(self, x):
        z = self.fc(self.cnn(x))
        return self.obj(z).squeeze(1), self.cls(z), self.box(z).sigmoid()


def detection_loss(out, t):
    obj, cls, box = out
    mask = t["has"] > 0.5
    loss = F.binary_cross_entropy_with_logits(obj, t["has"])
    if mask.any():
        loss = loss + F.cross_entropy(cls[mask], t["cls"][mask]) + 5 * F.l1_loss(box[mask], t["box"][mask])
    return loss


def main():
    train, test = OneObject(600, 0), OneObject(150, 1)
    net = Localiser()
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(5):
        net.train()
        total = 0.0
        for x, t in DataLoader(train, batch_size=30, shuffle=True):
            loss = detection_loss(net(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(x)
        print(epoch, total / len(train))
    net.eval()
    seen = obj_ok = cls_ok = n_obj = 0
    l1 = 0.0
    with torch.no_grad():
        for x, t in DataLoader(test, batch_size=50):
            obj, cls, box = net(x)
            m = t["has"].bool()
            obj_ok += ((obj > 0) == m).sum().item()
            cls_ok += (cls[m].argmax(1) == t["cls"][m]).sum().item()
            l1 += (box[m] - t["box"][m]).abs().mean(dim=1).sum().item()
            n_obj += m.sum().item()
            seen += len(x)
    print("objectness", obj_ok / seen, "class", cls_ok / n_obj, "box L1", l1 / n_obj)


if __name__ == "__main__":
    main()
