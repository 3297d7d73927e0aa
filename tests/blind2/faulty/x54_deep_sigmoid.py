import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

ACT = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU, "tanh": nn.Tanh}


def tower(n_in, n_out, width=64, depth=8, act="sigmoid"):
    dims = [n_in] + [width] * depth
    mods = []
    for a, b in zip(dims, dims[1:]):
        mods.append(nn.Linear(a, b))
        mods.append(ACT[act]())
    mods.append(nn.Linear(width, n_out))
    return nn.Sequential(*mods)


def grad_norms(net):
    return [m.weight.grad.norm().item() for m in net if isinstance(m, nn.Linear)]


def main():
    torch.manual_seed(1)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16.0, y, test_size=0.2, random_state=1, stratify=y)
    mean = X_tr.mean(0)
    X_tr = torch.tensor(X_tr - mean, dtype=torch.float32)
    X_te = torch.tensor(X_te - mean, dtype=torch.float32)
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    net = tower(64, 10)
    opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    lossf = nn.CrossEntropyLoss()
    for epoch in range(15):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(y_tr)).split(32):
            opt.zero_grad()
            loss = lossf(net(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 3 == 0:
            g = grad_norms(net)
            print(f"epoch {epoch:2d} loss {total / len(y_tr):.4f} |grad| first {g[0]:.1e} last {g[-1]:.1e}")
    net.eval()
    with torch.no_grad():
        print("test accuracy", (net(X_te).argmax(1) == y_te).float().mean().item())


if __name__ == "__main__":
    main()
