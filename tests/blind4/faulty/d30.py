import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.metrics import accuracy_score


class Parts(Dataset):
    """Sensor profile of a part: fine, scratched or bent."""
    SHARE = torch.tensor([0.95, 0.03, 0.02])

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.y = torch.multinomial(self.SHARE, n, replacement=True, generator=g)
        self.x = torch.randn(n, 20, generator=g)
        self.x[self.y == 1, :4] += 0.8
        self.x[self.y == 2, 10:14] -= 0.8

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class Inspector(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Dropout(0.4), nn.Linear(32, 3))

    def forward(self, x):
        return self.net(x)


def main():
    torch.manual_seed(0)
    train = DataLoader(Parts(3000, 1), batch_size=60, shuffle=True)
    test = Parts(1000, 2)
    net = Inspector()
    opt = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.05)
    ce = nn.CrossEntropyLoss()
    for epoch in range(8):
        net.train()
        s = 0.0
        for x, y in train:
            opt.zero_grad()
            loss = ce(net(x), y)
            loss.backward()
            opt.step()
            s += loss.item() * len(y)
        net.eval()
        with torch.no_grad():
            pred = net(test.x).argmax(1)
        print(f"epoch {epoch + 1} loss {s / 3000:.4f} accuracy {accuracy_score(test.y, pred):.3f} answers {torch.bincount(pred, minlength=3).tolist()}")


if __name__ == "__main__":
    main()
