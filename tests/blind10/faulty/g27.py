import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import make_moons
from torch.utils.data import DataLoader, TensorDataset


class MoonNet(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.lin1 = nn.Linear(2, hidden)
        self.lin2 = nn.Linear(hidden, hidden)
        self.lin3 = nn.Linear(hidden, 2)
        self.reset_parameters()

    def reset_parameters(self):
        for layer in (self.lin1, self.lin2, self.lin3):
            nn.init.constant_(layer.weight, 0.05)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        h = torch.tanh(self.lin1(x))
        h = torch.tanh(self.lin2(h))
        return self.lin3(h)


def make_loader(n, seed, batch_size, shuffle):
    x, y = make_moons(n_samples=n, noise=0.12, random_state=seed)
    ds = TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.int64))
    return DataLoader(ds, batch_size=batch_size, shuffle=shuffle)


def run(epochs=40, lr=0.01):
    torch.manual_seed(77)
    train_loader = make_loader(800, 1, 40, True)
    test_loader = make_loader(400, 2, 400, False)
    model = MoonNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    for epoch in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
        scheduler.step()
        if (epoch + 1) % 8 == 0:
            model.eval()
            with torch.no_grad():
                x, y = next(iter(test_loader))
                logits = model(x)
                print(f"epoch {epoch + 1}: train {loss.item():.4f} test {F.cross_entropy(logits, y).item():.4f} "
                      f"acc {(logits.argmax(1) == y).float().mean().item():.4f}")
    return model


if __name__ == "__main__":
    run()
