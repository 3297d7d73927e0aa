"""Multi-task: digit class and ink amount, uncertainty weighting (Kendall et al.)."""
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class MultiTask(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(64, 96), nn.ReLU(), nn.Linear(96, 48), nn.ReLU())
        self.heads = nn.ModuleDict({"digit": nn.Linear(48, 10), "ink": nn.Linear(48, 1)})
        self.log_var = nn.ParameterDict({k: nn.Parameter(torch.zeros(())) for k in ("digit", "ink")})

    def forward(self, x: Tensor) -> dict:
        h = self.trunk(x)
        return {"digit": self.heads["digit"](h), "ink": self.heads["ink"](h).squeeze(1)}

    def loss(self, out: dict, digit: Tensor, ink: Tensor) -> Tensor:
        parts = {"digit": F.cross_entropy(out["digit"], digit), "ink": 0.5 * F.mse_loss(out["ink"], ink)}
        return sum(torch.exp(-self.log_var[k]) * v + 0.5 * self.log_var[k] for k, v in parts.items())


def main() -> None:
    torch.manual_seed(15)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, stratify=y, random_state=15)
    ink_tr, ink_te = X_tr.sum(1), X_te.sum(1)
    m, s = ink_tr.mean(), ink_tr.std()
    t = lambda a: torch.tensor(a, dtype=torch.float32)
    train_ds = TensorDataset(t(X_tr) / 16, torch.tensor(y_tr), t((ink_tr - m) / s))
    loader = DataLoader(train_ds, batch_size=64, shuffle=True)
    model = MultiTask()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(20):
        model.train()
        total = 0.0
        for x, digit, ink in loader:
            optimizer.zero_grad()
            loss = model.loss(model(x), digit, ink)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} loss {total / len(train_ds):.3f} "
                  f"log-vars {[round(v.item(), 2) for v in model.log_var.values()]}")
    model.eval()
    with torch.no_grad():
        out = model(t(X_te) / 16)
    acc = (out["digit"].argmax(1) == torch.tensor(y_te)).float().mean().item()
    rmse = ((out["ink"] * s + m - t(ink_te)) ** 2).mean().sqrt().item()
    print(f"digit accuracy {acc:.3f}, ink RMSE {rmse:.1f} (std {ink_te.std():.1f})")


if __name__ == "__main__":
    main()
