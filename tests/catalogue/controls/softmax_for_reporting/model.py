import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, n_in=13, n_out=3):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(n_in, 32), nn.ReLU(), nn.Linear(32, n_out))

    def forward(self, x):
        return self.net(x)

    @torch.no_grad()
    def predict_proba(self, x):
        """확률이 필요할 때만 소프트맥스를 적용한다"""
        self.eval()
        return torch.softmax(self(x), dim=1)
