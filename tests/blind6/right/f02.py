import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Pairs(Dataset):
    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        z = torch.randn(n, 8, generator=g)
        a = torch.Generator().manual_seed(99)
        self.img = z @ torch.randn(8, 32, generator=a) + 0.1 * torch.randn(n, 32, generator=g)
        self.txt = z @ torch.randn(8, 20, generator=a) + 0.1 * torch.randn(n, 20, generator=g)

    def __len__(self):
        return len(self.img)

    def __getitem__(self, i):
        return self.img[i], self.txt[i]


class Tower(nn.Module):
    def __init__(self, d_in, d_out=16):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d_in, 64), nn.ReLU(), nn.Linear(64, d_out))

    def forward(self, x):
        return F.normalize(self.net(x), dim=-1)


class CLIP(nn.Module):
    def __init__(self):
        super().__init__()
        self.image, self.text = Tower(32), Tower(20)
        self.log_scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, img, txt):
        return self.log_scale.exp() * self.image(img) @ self.text(txt).t()


def info_nce(sim):
    rows = F.log_softmax(sim, dim=1).diagonal()
    cols = F.log_softmax(sim, dim=0).diagonal()
    return -0.5 * (rows + cols).mean()


@torch.no_grad()
def retrieval(model, ds):
    model.eval()
    sim = model(ds.img, ds.txt)
    target = torch.arange(len(ds))
    return (sim.argmax(1) == target).float().mean().item(), (sim.argmax(0) == target).float().mean().item()


if __name__ == '__main__':
    torch.manual_seed(0)
    loader = DataLoader(Pairs(1000, 0), batch_size=100, shuffle=True, drop_last=True)
    held = Pairs(100, 1)
    model = CLIP()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(5):
        model.train()
        for img, txt in loader:
            loss = info_nce(model(img, txt))
            opt.zero_grad()
            loss.backward()
            opt.step()
        print(epoch, round(loss.item(), 3), retrieval(model, held))
