import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(25)


def patches(n, side=12):
    pics = torch.rand(n, side, side, 3) * 0.4
    k = torch.randint(0, 3, (n,))
    for i in range(n):
        r, c = torch.randint(0, side - 4, (2,)).tolist()
        pics[i, r:r + 4, c:c + 4, k[i]] += 0.5
    return pics, k


class Patchify(nn.Module):
    def __init__(self, p=4, d=24):
        super().__init__()
        self.p, self.lin = p, nn.Linear(3 * p * p, d)

    def forward(self, x):
        n, c, h, w = x.shape
        x = x.reshape(n, c, h // self.p, self.p, w // self.p, self.p).permute(0, 2, 4, 1, 3, 5)
        return self.lin(x.reshape(n, (h // self.p) * (w // self.p), -1))


net = nn.Sequential(Patchify(), nn.GELU(), nn.Linear(24, 24), nn.GELU())
head = nn.Linear(24, 3)
pics, k = patches(900)
x = pics.permute(0, 3, 1, 2).contiguous()
opt = torch.optim.Adam([*net.parameters(), *head.parameters()], lr=3e-3)
for epoch in range(10):
    for a, b in DataLoader(TensorDataset(x[:700], k[:700]), batch_size=50, shuffle=True):
        opt.zero_grad()
        nn.functional.cross_entropy(head(net(a).amax(1)), b).backward()
        opt.step()
with torch.no_grad():
    print("acc", (head(net(x[700:]).amax(1)).argmax(1) == k[700:]).float().mean().item())
