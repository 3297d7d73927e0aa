import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class RandomFeatures(nn.Module):
    def __init__(self, d=64, k=512):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(d, k), nn.ReLU(), nn.LayerNorm(k))
        self.features.requires_grad_(False)
        self.head = nn.Linear(k, 10)

    def forward(self, x):
        with torch.no_grad():
            h = self.features(x)
        return self.head(h)


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    a, b, c, d = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), random_state=0, stratify=y)
    model = RandomFeatures()
    opt = torch.optim.Adam(model.head.parameters(), lr=3e-3)
    for epoch in range(8):
        model.train()
        for x, t in DataLoader(TensorDataset(a, c), 64, shuffle=True):
            loss = nn.functional.cross_entropy(model(x), t)
            opt.zero_grad()
            loss.backward()
            opt.step()
        model.eval()
        with torch.no_grad():
            print(epoch, f'{loss.item():.4f} {(model(b).argmax(1) == d).float().mean().item():.3f}')


if __name__ == '__main__':
    main()
