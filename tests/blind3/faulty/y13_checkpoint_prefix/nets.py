import torch.nn as nn


def make_model():
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


class Wrapped(nn.Module):
    """What the trainer trains: the model and its loss."""

    def __init__(self):
        super().__init__()
        self.net = make_model()
        self.criterion = nn.CrossEntropyLoss()

    def forward(self, x, y):
        return self.criterion(self.net(x), y)
