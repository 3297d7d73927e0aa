import argparse
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def get_args(argv=None):
    p = argparse.ArgumentParser()
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--lr", type=float, default=1e-3)
    p.add_argument("--batch-size", type=int, default=16)
    p.add_argument("--accum-steps", type=int, default=4)
    return p.parse_args(argv)


class SmallCNN(nn.Module):
    def __init__(self, n_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.fc = nn.Linear(32 * 4, n_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc(x.flatten(1))


def make_loaders(bs):
    d = load_digits()
    X = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16.0
    y = torch.tensor(d.target, dtype=torch.long)
    idx_tr, idx_te = train_test_split(range(len(y)), test_size=0.2, random_state=0, stratify=d.target)
    tr = TensorDataset(X[idx_tr], y[idx_tr])
    te = TensorDataset(X[idx_te], y[idx_te])
    return DataLoader(tr, bs, shuffle=True), DataLoader(te, 256)


def train_one_epoch(model, loader, optimizer, accum_steps):
    model.train()
    running = 0.0
    for step, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y)
        running += loss.item()
        (loss / accum_steps).backward()
        if (step + 1) % accum_steps == 0 or step + 1 == len(loader):
            optimizer.zero_grad()
            optimizer.step()
    return running / len(loader)


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    correct = 0
    for x, y in loader:
        correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)


def main():
    args = get_args()
    torch.manual_seed(0)
    train_loader, test_loader = make_loaders(args.batch_size)
    model = SmallCNN()
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    for epoch in range(1, args.epochs + 1):
        tl = train_one_epoch(model, train_loader, optimizer, args.accum_steps)
        print(f"epoch {epoch}: train loss {tl:.4f}")
    print(f"test acc {evaluate(model, test_loader):.3f}")


if __name__ == "__main__":
    main()
