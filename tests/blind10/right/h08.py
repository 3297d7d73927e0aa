import numpy as np
import torch
from torch import nn
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


class LogisticRegression(nn.Module):
    """L2-penalised logistic regression, fitted with L-BFGS on the full batch."""

    def __init__(self, n_features: int, l2: float = 1e-2):
        super().__init__()
        self.linear = nn.Linear(n_features, 1)
        self.l2 = l2

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x).squeeze(-1)

    def penalty(self) -> torch.Tensor:
        return self.l2 * self.linear.weight.pow(2).sum()

    def fit(self, x: torch.Tensor, y: torch.Tensor, max_iter: int = 10) -> list[float]:
        optimizer = torch.optim.LBFGS(self.parameters(), lr=1.0, max_iter=20, line_search_fn='strong_wolfe')
        history = []

        def closure():
            optimizer.zero_grad()
            loss = nn.functional.binary_cross_entropy_with_logits(self(x), y) + self.penalty()
            loss.backward()
            return loss

        for _ in range(max_iter):
            history.append(optimizer.step(closure).item())
        return history

    @torch.no_grad()
    def predict(self, x: torch.Tensor) -> torch.Tensor:
        return (self(x) > 0).long()


def main():
    torch.manual_seed(0)
    X, y = load_breast_cancer(return_X_y=True)
    scores = []
    for seed in range(3):
        X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=seed, stratify=y)
        pre = make_pipeline(StandardScaler())
        x_tr = torch.tensor(pre.fit_transform(X_tr), dtype=torch.float32)
        x_te = torch.tensor(pre.transform(X_te), dtype=torch.float32)
        model = LogisticRegression(X.shape[1])
        history = model.fit(x_tr, torch.tensor(y_tr, dtype=torch.float32))
        acc = (model.predict(x_te) == torch.tensor(y_te)).float().mean().item()
        scores.append(acc)
        print(f'seed {seed}: objective {history[0]:.4f} -> {history[-1]:.4f}, test accuracy {acc:.4f}')
    print(f'mean accuracy {np.mean(scores):.4f}')


if __name__ == '__main__':
    main()
