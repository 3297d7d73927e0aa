import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from stacking import Combiner, base_models


def evaluate(net, x, y):
    net.eval()
    with torch.no_grad():
        out = net(x)
    return nn.functional.cross_entropy(out, y).item(), (out.argmax(1) == y).float().mean().item()


if __name__ == "__main__":
    torch.manual_seed(0)
    gen = torch.Generator().manual_seed(0)
    x, y = base_models(1200, gen)
    xt, yt = base_models(400, gen)
    loader = DataLoader(TensorDataset(x, y), batch_size=40, shuffle=True)
    net = Combiner(x.size(1), 3)
    opt = torch.optim.Adam(net.parameters(), lr=3e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(10):
        net.train()
        s = 0.0
        for a, b in loader:
            opt.zero_grad()
            loss = ce(net(a), b)
            loss.backward()
            opt.step()
            s += loss.item() * len(b)
        if epoch % 3 == 0:
            l, acc = evaluate(net, xt, yt)
            print(f"epoch {epoch + 1} train {s / 1200:.4f} test {l:.4f} acc {acc:.3f}")
