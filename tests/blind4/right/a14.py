import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def toy(n, low, high, seed):
    g = torch.Generator().manual_seed(seed)
    x = low + (high - low) * torch.rand(n, 1, generator=g)
    y = torch.sin(3 * x) + 0.1 * torch.randn(n, 1, generator=g)
    return x, y


class BayesianMLP(nn.Module):
    def __init__(self, width=64, p=0.1):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(1, width), nn.ReLU(), nn.Dropout(p),
            nn.Linear(width, width), nn.ReLU(), nn.Dropout(p),
            nn.Linear(width, 1),
        )

    def forward(self, x):
        return self.layers(x)


def enable_dropout(model):
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.train()


@torch.no_grad()
def mc_predict(model, x, samples=50):
    model.eval()
    enable_dropout(model)
    draws = torch.stack([model(x) for _ in range(samples)])
    model.eval()
    return draws.mean(0), draws.std(0)


if __name__ == "__main__":
    torch.manual_seed(6)
    x, y = toy(800, -1.0, 1.0, seed=6)
    loader = DataLoader(TensorDataset(x, y), batch_size=40, shuffle=True)
    model = BayesianMLP()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    criterion = nn.MSELoss()
    for epoch in range(40):
        model.train()
        total = 0.0
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(xb)
        if epoch % 10 == 9:
            print(f"epoch {epoch + 1}: {total / len(x):.4f}")
    inside, outside = torch.linspace(-1, 1, 9)[:, None], torch.linspace(2, 3, 9)[:, None]
    print("spread inside ", mc_predict(model, inside)[1].mean().item())
    print("spread outside", mc_predict(model, outside)[1].mean().item())
