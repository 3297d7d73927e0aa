import numpy as np
import torch
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def prepare():
    X, y = load_breast_cancer(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
    mean, std = X_tr.mean(0), X_tr.std(0)
    return (X_tr - mean) / std, (X_te - mean) / std, y_tr, y_te


class LogReg:
    """Logistic regression in float64, fitted by LBFGS, comparable with sklearn's."""

    def __init__(self, n_features, C=1.0):
        self.w = torch.zeros(n_features, dtype=torch.float64, requires_grad=True)
        self.b = torch.zeros((), dtype=torch.float64, requires_grad=True)
        self.C = C

    def logits(self, X):
        return X @ self.w + self.b

    def objective(self, X, y):
        return self.C * F.binary_cross_entropy_with_logits(self.logits(X), y, reduction="sum") + 0.5 * (self.w ** 2).sum()

    def fit(self, X, y, max_iter=200):
        X, y = torch.from_numpy(X), torch.from_numpy(y).double()
        opt = torch.optim.LBFGS([self.w, self.b], lr=1.0, max_iter=max_iter, line_search_fn="strong_wolfe")
        calls = 0

        def closure():
            nonlocal calls
            calls += 1
            opt.zero_grad()
            loss = self.objective(X, y)
            loss.backward()
            return loss

        first = opt.step(closure).item()
        with torch.no_grad():
            last = self.objective(X, y).item()
        print(f"objective {first:.3f} -> {last:.3f} in {calls} evaluations")
        return self

    def predict(self, X):
        with torch.no_grad():
            return (self.logits(torch.from_numpy(X)) > 0).long().numpy()


def main():
    X_tr, X_te, y_tr, y_te = prepare()
    ours = LogReg(X_tr.shape[1]).fit(X_tr, y_tr)
    theirs = LogisticRegression(C=1.0, tol=1e-8, max_iter=2000).fit(X_tr, y_tr)
    print("largest difference of a weight", np.abs(ours.w.detach().numpy() - theirs.coef_[0]).max())
    print("test accuracy", (ours.predict(X_te) == y_te).mean())


if __name__ == "__main__":
    main()
