import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Classifier(nn.Module):
    """Returns logits while training and probabilities in evaluation."""

    def __init__(self, n_in=64, n_out=10):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(n_in, 48), nn.Linear(48, n_out)
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        x = self.fc2(self.drop(F.relu(self.fc1(x))))
        if not self.training:
            x = F.softmax(x, dim=-1)
        return x


def train_epoch(net, loader, opt):
    net.train()
    for x, y in loader:
        opt.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        opt.step()


def val_epoch(net, loader):
    net.eval()
    nll, hit = 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            p = net(x)
            nll += F.nll_loss(p.clamp_min(1e-12).log(), y, reduction='sum').item()
            hit += (p.argmax(-1) == y).sum().item()
    return nll / len(loader.dataset), hit / len(loader.dataset)


if __name__ == '__main__':
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    parts = train_test_split(torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y), random_state=1, stratify=y)
    train_dl = DataLoader(TensorDataset(parts[0], parts[2]), batch_size=64, shuffle=True)
    val_dl = DataLoader(TensorDataset(parts[1], parts[3]), batch_size=64)
    net = Classifier()
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(8):
        train_epoch(net, train_dl, opt)
        print(epoch, val_epoch(net, val_dl))
