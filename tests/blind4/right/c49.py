from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


@dataclass
class Weights:
    shape: float = 1.0
    size: float = 0.5


class Shapes(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.kind = torch.randint(0, 2, (n,), generator=g)
        self.size = torch.randint(2, 6, (n,), generator=g)
        centre = torch.randint(5, 9, (n, 2), generator=g)
        yy, xx = torch.meshgrid(torch.arange(14), torch.arange(14), indexing="ij")
        dy, dx = (yy - centre[:, :1, None]).abs(), (xx - centre[:, 1:, None]).abs()
        s = self.size[:, None, None]
        square, diamond = torch.maximum(dy, dx) < s, (dy + dx) < s * 1.4
        img = torch.where(self.kind[:, None, None] == 0, square, diamond).float()
        self.img = (img + 0.2 * torch.randn(n, 14, 14, generator=g)).unsqueeze(1)
        self.z = (self.size.float() - 3.5) / 1.118        # uniform on 2..5

    def __len__(self):
        return len(self.kind)

    def __getitem__(self, i):
        return self.img[i], self.kind[i], self.z[i]


class MultiTask(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                                   nn.Conv2d(12, 16, 3), nn.ReLU(), nn.Flatten())
        self.shape_head, self.size_head = nn.Linear(16 * 25, 2), nn.Linear(16 * 25, 1)

    def forward(self, x):
        h = self.trunk(x)
        return self.shape_head(h), self.size_head(h).squeeze(1)


def main(w=Weights()):
    torch.manual_seed(0)
    train = DataLoader(Shapes(900, 1), batch_size=30, shuffle=True)
    test = Shapes(300, 2)
    net = MultiTask()
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(5):
        net.train()
        total = 0.0
        for img, kind, z in train:
            logits, size = net(img)
            loss = w.shape * F.cross_entropy(logits, kind) + w.size * F.mse_loss(size, z)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(img)
        net.eval()
        with torch.no_grad():
            logits, size = net(test.img)
        print(f"epoch {epoch + 1} loss {total / 900:.3f} shape acc {(logits.argmax(1) == test.kind).float().mean():.3f} "
              f"size error {(1.118 * (size - test.z)).abs().mean():.3f}")


if __name__ == "__main__":
    main()
