import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_circles


class RadialNet(nn.Module):
    def __init__(self, depth=3, width=8):
        super().__init__()
        self.depth = depth
        self.hidden = {}
        for i in range(depth):
            self.hidden[f"layer{i}"] = nn.Linear(2 if i == 0 else width, width)
        self.out = nn.Linear(width, 2)

    def forward(self, x):
        for i in range(self.depth):
            x = torch.tanh(self.hidden[f"layer{i}"](x))
        return self.out(x)


def main():
    torch.manual_seed(0)
    x, y = make_circles(1000, factor=0.6, noise=0.05, random_state=0)
    x, y = torch.tensor(x).float(), torch.tensor(y)
    train = DataLoader(TensorDataset(x[:800], y[:800]), 40, shuffle=True)
    net = RadialNet()
    print("trainable numbers:", sum(p.numel() for p in net.parameters()))
    opt = torch.optim.Adam(net.parameters(), lr=1e-2)
    ce = nn.CrossEntropyLoss()
    for epoch in range(12):
        net.train()
        s = 0.0
        for a, b in train:
            opt.zero_grad()
            loss = ce(net(a), b)
            loss.backward()
            opt.step()
            s += loss.item() * len(b)
        if epoch % 3 == 2:
            net.eval()
            with torch.no_grad():
                acc = (net(x[800:]).argmax(1) == y[800:]).float().mean().item()
            print(f"epoch {epoch + 1} loss {s / 800:.4f} acc {acc:.3f}")


main()
