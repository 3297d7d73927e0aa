from torch import nn

import config as C


class ShapeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, C.CHANNELS[0], 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(C.CHANNELS[0], C.CHANNELS[1], 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.fc = nn.Sequential(nn.Flatten(), nn.Linear(C.FEATURES, 64), nn.ReLU(), nn.Linear(64, C.CLASSES))

    def forward(self, x):
        return self.fc(self.conv(x))
