from torch import nn


class PatchNet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        w = cfg.width
        self.trunk = nn.Sequential(
            nn.Conv2d(cfg.n_bands, w, 3), nn.BatchNorm2d(w), nn.ReLU(),
            nn.Conv2d(w, 2 * w, 3), nn.BatchNorm2d(2 * w), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )
        self.classifier = nn.Sequential(nn.Dropout(0.5), nn.Linear(2 * w, cfg.n_classes))

    def forward(self, x):
        return self.classifier(self.trunk(x))
