import torch
from torch import nn
from torch.utils.data import DataLoader

from dataset import PairDataset
from losses import ContrastiveLoss, euclidean


def build_tower():
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 16))


def pair_accuracy(tower, loader, threshold=0.5):
    tower.eval()
    hits = n = 0
    with torch.no_grad():
        for a, b, same in loader:
            d = euclidean(tower(a), tower(b))
            hits += ((d < threshold).float() == same).sum().item()
            n += len(same)
    return hits / n


if __name__ == '__main__':
    torch.manual_seed(0)
    train = DataLoader(PairDataset(0, 1400, 4000, seed=1), batch_size=64, shuffle=True)
    test = DataLoader(PairDataset(1400, 1797, 1000, seed=2), batch_size=250)
    tower = build_tower()
    criterion = ContrastiveLoss(margin=1.0)
    optimizer = torch.optim.Adam(tower.parameters(), lr=1e-3)
    for epoch in range(1, 9):
        tower.train()
        running = 0.0
        for a, b, same in train:
            loss = criterion(tower(a), tower(b), same)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item()
        print(f'epoch {epoch}: loss {running / len(train):.4f}, test pairs right {pair_accuracy(tower, test):.3f}')
