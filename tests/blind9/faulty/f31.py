"""Siamese-free metric learning: embed digits with a triplet loss, then 1-NN."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset, random_split


class DigitTriplets(Dataset):
    def __init__(self):
        d = load_digits()
        self.x = torch.tensor(d.data / 16.0, dtype=torch.float32)
        self.y = torch.tensor(d.target)
        self.by_class = [torch.where(self.y == c)[0] for c in range(10)]

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


def triplets(z, y, margin=0.3):
    d = torch.cdist(z, z)
    same = y[:, None] == y[None, :]
    hardest_pos = (d * same).max(dim=1).values
    hardest_neg = d.masked_fill(same, 1e6).min(dim=1).values
    return F.relu(hardest_pos - hardest_neg + margin).mean()


class Embedder(nn.Module):
    def __init__(self, dim=16):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, dim))

    def forward(self, x):
        return F.normalize(self.net(x), dim=1)


def nearest_neighbour(model, gallery, probe):
    model.eval()
    with torch.no_grad():
        gx, gy = zip(*[gallery[i] for i in range(len(gallery))])
        px, py = zip(*[probe[i] for i in range(len(probe))])
        zg, zp = model(torch.stack(gx)), model(torch.stack(px))
        nearest = torch.cdist(zp, zg).argmin(dim=1)
    return (torch.stack(gy)[nearest] == torch.stack(py)).float().mean().item()


def main():
    torch.manual_seed(0)
    data = DigitTriplets()
    n_test = 360
    train_part, test_part = random_split(data, [len(data) - n_test, n_test])
    loader = DataLoader(data, batch_size=100, shuffle=True)
    model = Embedder()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(6):
        model.train()
        total = 0.0
        for x, y in loader:
            opt.zero_grad()
            loss = triplets(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        print(epoch, total / len(data))
    print("1-NN accuracy on test:", nearest_neighbour(model, train_part, test_part))


if __name__ == "__main__":
    main()
