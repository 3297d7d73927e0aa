import torch
import torch.nn as nn
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def main():
    torch.manual_seed(0)
    X, y = load_diabetes(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.25, random_state=0)
    sx, sy = StandardScaler().fit(X_tr), StandardScaler().fit(y_tr[:, None])
    X_tr, X_te = torch.tensor(sx.transform(X_tr)), torch.tensor(sx.transform(X_te))
    t_tr, t_te = torch.tensor(sy.transform(y_tr[:, None])), torch.tensor(sy.transform(y_te[:, None]))

    model = nn.Sequential(nn.Linear(10, 6), nn.Tanh(), nn.Linear(6, 1)).double()
    mse = nn.MSELoss()
    opt = torch.optim.LBFGS(model.parameters(), lr=0.5, max_iter=10, line_search_fn='strong_wolfe')
    l2 = 2e-2

    def penalty():
        return sum((p ** 2).sum() for n, p in model.named_parameters() if n.endswith('weight'))

    for it in range(12):
        def closure():
            opt.zero_grad()
            loss = mse(model(X_tr), t_tr) + l2 * penalty()
            loss.backward()
            return loss

        loss = opt.step(closure)
        with torch.no_grad():
            te = mse(model(X_te), t_te).item()
        print(f'iter {it:2d} objective {loss.item():.4f} test mse {te:.4f} R2 {1 - te / t_te.var(unbiased=False).item():.3f}')


main()
