"""Imbalanced classes: balanced sampling instead of shuffling."""
import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler


class Blocks(nn.Module):
    def __init__(self, d, width, depth, classes):
        super().__init__()
        self.inp = nn.Linear(d, width)
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.out = nn.Linear(width, classes)

    def forward(self, x):
        h = torch.relu(self.inp(x))
        for layer in self.layers:
            h = h + torch.relu(layer(h))
        return self.out(h)


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    X, y = make_classification(2500, 12, n_informative=6, weights=[0.9], flip_y=0.0, random_state=4)
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.2, stratify=y, random_state=4)
    sc = StandardScaler().fit(Xa)
    ya_t = torch.tensor(ya)
    share = torch.bincount(ya_t).float()
    sampler = WeightedRandomSampler((1.0 / share)[ya_t], num_samples=len(ya_t), replacement=True)
    train = TensorDataset(torch.tensor(sc.transform(Xa), dtype=torch.float32), ya_t)
    loader = DataLoader(train, batch_size=50, sampler=sampler, shuffle=False)

    net = Blocks(12, 32, 2, 2)
    opt = torch.optim.Adam(net.parameters(), lr=1e-3)
    net.to(device)
    for epoch in range(8):
        net.train()
        running = 0.0
        for xb, yb_ in loader:
            xb, yb_ = xb.to(device), yb_.to(device)
            opt.zero_grad()
            loss = nn.functional.cross_entropy(net(xb), yb_)
            loss.backward()
            opt.step()
            running += loss.item() * len(yb_)
        print(epoch, running / len(train))

    net.eval()
    with torch.no_grad():
        scores = net(torch.tensor(sc.transform(Xb), dtype=torch.float32, device=device))
        pred = scores.argmax(dim=1).cpu().numpy()
    print(classification_report(yb, pred, digits=3))


if __name__ == "__main__":
    main()
