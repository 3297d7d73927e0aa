import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification

from model import Block, Net


def main(epochs=15):
    torch.manual_seed(0)
    x, y = make_classification(1800, 12, n_informative=9, n_redundant=0, n_classes=3, n_clusters_per_class=1, class_sep=1.6, random_state=3)
    x, y = torch.tensor(x).float(), torch.tensor(y)
    x = (x - x[:1500].mean(0)) / x[:1500].std(0)
    dl = DataLoader(TensorDataset(x[:1500], y[:1500]), batch_size=50, shuffle=True)
    net = Net(12, 3)
    opt = torch.optim.Adam(net.parameters(), lr=5e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        net.train()
        tot = 0.0
        for a, b in dl:
            opt.zero_grad()
            loss = ce(net(a), b)
            loss.backward()
            opt.step()
            tot += loss.item() * len(b)
        if epoch % 4 == 2:
            net.eval()
            with torch.no_grad():
                acc = (net(x[1500:]).argmax(1) == y[1500:]).float().mean().item()
            print(f"epoch {epoch + 1} loss {tot / 1500:.4f} acc {acc:.3f}")


if __name__ == "__main__":
    main()
