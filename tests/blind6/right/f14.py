"""Adapt a small pre-trained MLP to shifted data with LoRA."""
import math
import torch
import torch.nn as nn
import torch.nn.functional as F


class LoRALinear(nn.Module):
    def __init__(self, base, rank=4, alpha=8):
        super().__init__()
        self.base = base
        for p in self.base.parameters():
            p.requires_grad = False
        self.down = nn.Linear(base.in_features, rank, bias=False)
        self.up = nn.Linear(rank, base.out_features, bias=False)
        nn.init.kaiming_uniform_(self.down.weight, a=math.sqrt(5))
        nn.init.zeros_(self.up.weight)
        self.scale = alpha / rank

    def forward(self, x):
        return self.base(x) + self.scale * self.up(self.down(x))


class Net(nn.Module):
    def __init__(self, d=16, h=64, c=4):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(d, h), nn.Linear(h, h), nn.Linear(h, c)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def make(n, shift, seed):
    g = torch.Generator().manual_seed(seed)
    centres = torch.randn(4, 16, generator=torch.Generator().manual_seed(7))
    y = torch.randint(0, 4, (n,), generator=g)
    return centres[y].roll(shift, dims=1) + 0.8 * torch.randn(n, 16, generator=g), y


def fit(model, params, x, y, epochs, lr):
    opt = torch.optim.AdamW(params, lr=lr)
    for _ in range(epochs):
        for idx in torch.randperm(len(x)).split(64):
            opt.zero_grad(set_to_none=True)
            F.cross_entropy(model(x[idx]), y[idx]).backward()
            opt.step()


def acc(model, x, y):
    with torch.inference_mode():
        return (model(x).argmax(-1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    model = Net()
    fit(model, model.parameters(), *make(2000, 0, 0), epochs=5, lr=1e-3)
    xt, yt = make(500, 3, 2)
    print('before adaptation', acc(model, xt, yt))
    model.fc1 = LoRALinear(model.fc1)
    model.fc2 = LoRALinear(model.fc2)
    for p in model.fc3.parameters():
        p.requires_grad = False
    trainable = [p for p in model.parameters() if p.requires_grad]
    print('trainable', sum(p.numel() for p in trainable))
    fit(model, trainable, *make(1000, 3, 1), epochs=10, lr=3e-3)
    print('after adaptation', acc(model, xt, yt))


if __name__ == '__main__':
    main()
