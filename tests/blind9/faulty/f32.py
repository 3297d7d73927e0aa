"""Image quality regression with an MLP over patches; train and report in one file."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

MEAN, STD = 0.46, 0.12


def load_patches(n, seed):
    rng = np.random.default_rng(seed)
    sharp = rng.uniform(0, 1, n).astype("float32")
    raw = rng.normal(118, 12 + 40 * sharp[:, None], (n, 100)).clip(0, 255).astype("uint8")
    return raw, sharp


def to_input(raw):
    x = torch.from_numpy(raw).float() / 255
    return (x - MEAN) / STD


def train_model(raw, target, epochs=15):
    x, y = to_input(raw), torch.from_numpy(target).unsqueeze(1)
    loader = DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True)
    model = nn.Sequential(nn.Linear(100, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loss_fn = nn.MSELoss()
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(xb)
        print(f"epoch {epoch}: train mse {total / len(x):.4f}")
    return model


def predict(model, raw):
    model.eval()
    with torch.no_grad():
        x = torch.from_numpy(raw).float() / 255
        return model(x).squeeze(1).numpy()


def report(model, raw, target):
    pred = predict(model, raw)
    mse = float(np.mean((pred - target) ** 2))
    corr = float(np.corrcoef(pred, target)[0, 1])
    print(f"test mse {mse:.4f}, correlation {corr:.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    model = train_model(*load_patches(1200, 0))
    report(model, *load_patches(300, 1))
