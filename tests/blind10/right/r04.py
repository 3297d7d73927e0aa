"""MC-dropout uncertainty on the diabetes data."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split


def enable_dropout(model):
    model.eval()
    for m in model.modules():
        if isinstance(m, nn.Dropout):
            m.train()


class Net(nn.Module):
    def __init__(self, n_in, p=0.15):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(n_in, 64), nn.ReLU(), nn.Dropout(p),
            nn.Linear(64, 64), nn.ReLU(), nn.Dropout(p),
            nn.Linear(64, 1),
        )

    def forward(self, x):
        return self.net(x).squeeze(-1)


@torch.no_grad()
def mc_predict(model, x, n_samples=50):
    enable_dropout(model)
    draws = torch.stack([model(x) for _ in range(n_samples)])
    return draws.mean(0), draws.std(0)


def main():
    torch.manual_seed(0)
    X, y = load_diabetes(return_X_y=True)
    Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.25, random_state=0)
    mx, sx, my, sy = Xtr.mean(0), Xtr.std(0), ytr.mean(), ytr.std()
    prep = lambda a: torch.tensor((a - mx) / sx, dtype=torch.float32)
    train_y = torch.tensor((ytr - my) / sy, dtype=torch.float32)
    loader = DataLoader(TensorDataset(prep(Xtr), train_y), batch_size=32, shuffle=True)
    model = Net(X.shape[1])
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-2)
    loss_fn = nn.MSELoss()
    for epoch in range(20):
        model.train()
        total = 0.0
        for xb, yb in loader:
            opt.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            opt.step()
            total += loss.item() * len(xb)
        if epoch % 10 == 9:
            print(f"epoch {epoch + 1} mse {total / len(Xtr):.3f}")
    mean, std = mc_predict(model, prep(Xte))
    mean, std = mean.numpy() * sy + my, std.numpy() * sy
    print("RMSE", np.sqrt(np.mean((mean - yte) ** 2)), "target std", yte.std())
    print("mean predictive std", std.mean())


if __name__ == "__main__":
    main()
