# 불량 검출: 클래스 불균형이 심해서 focal loss + sampler 사용
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0, alpha=None):
        super().__init__()
        self.gamma = gamma
        self.register_buffer('alpha', alpha)

    def forward(self, logits, target):
        ce = F.cross_entropy(logits, target, reduction='none')
        pt = torch.exp(-ce)
        loss = (1 - pt) ** self.gamma * ce
        if self.alpha is not None:
            loss = self.alpha[target] * loss
        return loss.mean()


class DefectNet(nn.Module):
    def __init__(self, n_in=20, n_out=3):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(n_in, 64), nn.LayerNorm(64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, n_out))

    def forward(self, x):
        return self.fc(x)


def make(n, seed):
    g = torch.Generator().manual_seed(seed)
    y = torch.multinomial(torch.tensor([0.9, 0.07, 0.03]), n, replacement=True, generator=g)
    x = torch.randn(n, 20, generator=g)
    x[torch.arange(n), y] += 2.5
    return x, y


def recall(pred, y, c):
    mask = y == c
    return (pred[mask] == c).float().mean().item()


if __name__ == '__main__':
    torch.manual_seed(0)
    x, y = make(3000, 0)
    xv, yv = make(1000, 1)
    w = 1.0 / torch.bincount(y).float()
    sampler = WeightedRandomSampler(w[y], num_samples=len(y), replacement=True)
    loader = DataLoader(TensorDataset(x, y), batch_size=64, sampler=sampler, shuffle=False)
    model = DefectNet()
    criterion = FocalLoss(gamma=1.5)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(4):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            pred = model(xv).argmax(dim=1)
        print(epoch, [round(recall(pred, yv, c), 3) for c in range(3)])
