import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class ConvNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(1, 12, 3, padding=1), nn.BatchNorm2d(12), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(12, 24, 3, padding=1), nn.BatchNorm2d(24), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.fc = nn.Linear(24, classes)

    def forward(self, x):
        return self.fc(self.backbone(x))


class FineTuned(ConvNet):
    def freeze(self, classes):
        for p in self.parameters():
            p.requires_grad = False
        self.fc = nn.Linear(self.fc.in_features, classes)
        self.frozen = True
        return self

    def train(self, mode=True):
        super().train(mode)
        if getattr(self, 'frozen', False):
            self.backbone.eval()
        return self


def bars(n, seed, k):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, k, (n,), generator=g)
    x = 0.4 * torch.randn(n, 1, 12, 12, generator=g)
    for c in range(k):
        period, vertical = 2 + c // 2, c % 2
        line = (torch.arange(12) % period == 0).float()
        x[y == c] += line.view(1, 1, 1, 12) if vertical else line.view(1, 1, 12, 1)
    return TensorDataset(x, y)


def run(model, params, data, epochs, lr):
    opt = torch.optim.SGD(params, lr=lr, momentum=0.9)
    loader = DataLoader(data, batch_size=32, shuffle=True)
    for _ in range(epochs):
        model.train()
        for x, y in loader:
            opt.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            opt.step()


@torch.no_grad()
def accuracy(model, data):
    model.eval()
    x, y = data.tensors
    return (model(x).argmax(1) == y).float().mean().item()


if __name__ == '__main__':
    torch.manual_seed(0)
    model = FineTuned(6)
    run(model, model.parameters(), bars(900, 0, 6), epochs=8, lr=0.05)
    print('pretrained', accuracy(model, bars(300, 1, 6)))
    model.freeze(4)
    stats = model.backbone[1].running_mean.clone()
    run(model, [p for p in model.parameters() if p.requires_grad], bars(200, 2, 4), epochs=15, lr=0.1)
    print('fine-tuned', accuracy(model, bars(300, 3, 4)), 'bn moved', (model.backbone[1].running_mean - stats).abs().max().item())
