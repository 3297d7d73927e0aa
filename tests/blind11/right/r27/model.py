from torch import nn


class Residual(nn.Module):
    def __init__(self, c, p):
        super().__init__()
        self.f = nn.Sequential(
            nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, c, 3, padding=1, bias=False),
            nn.BatchNorm2d(c), nn.ReLU(), nn.Dropout2d(p), nn.Conv2d(c, c, 3, padding=1, bias=False),
        )

    def forward(self, x):
        return x + self.f(x)


class DigitResNet(nn.Module):
    def __init__(self, cfg, n_classes=10):
        super().__init__()
        self.stem = nn.Conv2d(1, cfg.width, 3, padding=1, bias=False)
        self.blocks = nn.Sequential(*(Residual(cfg.width, cfg.dropout) for _ in range(cfg.blocks)))
        self.tail = nn.Sequential(nn.BatchNorm2d(cfg.width), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten())
        self.fc = nn.Linear(4 * cfg.width, n_classes)

    def forward(self, x):
        return self.fc(self.tail(self.blocks(self.stem(x))))
