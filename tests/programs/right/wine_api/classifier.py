import torch
from torch import nn


class WineClassifier(nn.Module):
    """forward gives logits; predict_proba and predict are for users."""

    def __init__(self, n_features, n_classes, hidden=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_features, hidden), nn.ReLU(), nn.Dropout(0.2),
            nn.Linear(hidden, n_classes),
        )
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
        return self.net(x)

    @torch.no_grad()
    def predict_proba(self, x):
        self.eval()
        return self.softmax(self(x))

    def predict(self, x):
        return self.predict_proba(x).argmax(dim=1)
