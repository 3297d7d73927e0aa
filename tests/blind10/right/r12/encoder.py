from torch import nn


class Encoder(nn.Module):
    def __init__(self, dim=64, out=32):
        super().__init__()
        self.backbone = nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, dim), nn.ReLU())
        self.projector = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, out))

    def forward(self, x):
        return self.projector(self.backbone(x))
