"""Two learning rates, one for the trunk and one for the head."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def spirals(n, gen, arms=3):
    kind = torch.randint(0, arms, (n,), generator=gen)
    r = torch.rand(n, generator=gen)
    angle = 2 * torch.pi * kind / arms + 4.0 * r + 0.12 * torch.randn(n, generator=gen)
    return torch.stack([r * torch.cos(angle), r * torch.sin(angle)], 1) * 1.8, kind


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(2, 24), nn.ReLU(), nn.Linear(24, 24), nn.ReLU())
        self.head = nn.Linear(24, 3)

    def forward(self, x):
        return self.head(self.encoder(x))


def groups(model, rates):
    table = []
    for prefix, rate in rates.items():
        chosen = [p for name, p in model.named_parameters() if name.split(".")[0].startswith(prefix)]
        if chosen:
            table.append({"params": chosen, "lr": rate})
    return table


def main():
    torch.manual_seed(23)
    gen = torch.Generator().manual_seed(23)
    train = TensorDataset(*spirals(1500, gen))
    xv, yv = spirals(500, gen)
    model = Network()
    opt = torch.optim.Adam(groups(model, {"backbone": 5e-3, "head": 1e-2}))
    for epoch in range(25):
        model.train()
        total = 0.0
        for x, y in DataLoader(train, batch_size=50, shuffle=True):
            opt.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        if epoch % 6 == 0:
            model.eval()
            with torch.no_grad():
                acc = (model(xv).argmax(1) == yv).float().mean().item()
            print(f"epoch {epoch} loss {total / len(train):.4f} accuracy {acc:.4f}")


if __name__ == "__main__":
    main()
