"""What does the net take for a typical digit? Optimise the input."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def train_classifier(X, y, epochs=12):
    net = nn.Sequential(nn.Linear(64, 96), nn.ReLU(), nn.Dropout(0.2), nn.Linear(96, 10))
    opt = torch.optim.Adam(net.parameters(), lr=2e-3)
    for epoch in range(epochs):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(y)).split(64):
            opt.zero_grad()
            loss = F.cross_entropy(net(X[idx]), y[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 4 == 3:
            print(f"epoch {epoch + 1} loss {total / len(y):.4f}")
    return net


def tv(img):
    return (img[:, 1:] - img[:, :-1]).abs().mean() + (img[:, :, 1:] - img[:, :, :-1]).abs().mean()


def invert(net, digits, steps=150, lr=0.1):
    net.eval()
    for p in net.parameters():
        p.requires_grad_(False)
    raw = torch.zeros(len(digits), 8, 8, requires_grad=True)
    opt = torch.optim.Adam([raw], lr=lr)
    for step in range(steps):
        img = torch.sigmoid(raw)
        loss = F.cross_entropy(net(img.flatten(1)), digits) + 0.5 * tv(img) + 0.05 * img.mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
    return torch.sigmoid(raw).detach(), loss.item()


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16, y, test_size=0.2, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    net = train_classifier(X_tr, y_tr)
    net.eval()
    with torch.no_grad():
        print("test accuracy", (net(X_te).argmax(1) == y_te).float().mean().item())
    pictures, loss = invert(net, torch.arange(10))
    with torch.no_grad():
        p = net(pictures.flatten(1)).softmax(-1).diagonal()
    print(f"inversion loss {loss:.4f}, probability of the wanted digit {p.min():.3f} at least")


if __name__ == "__main__":
    main()
