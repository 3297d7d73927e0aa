import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

STD = 3.0


def init_normal(module):
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, mean=0.0, std=STD)
        nn.init.zeros_(module.bias)


class TanhNet(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.hidden1, self.hidden2, self.hidden3 = nn.Linear(64, width), nn.Linear(width, width), nn.Linear(width, width)
        self.out = nn.Linear(width, 10)
        self.apply(init_normal)

    def features(self, x):
        for layer in (self.hidden1, self.hidden2, self.hidden3):
            x = torch.tanh(layer(x))
        return x

    def forward(self, x):
        return self.out(self.features(x))


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 8 - 1, y, test_size=0.25, random_state=0, stratify=y)
    X_tr, X_te = torch.tensor(X_tr).float(), torch.tensor(X_te).float()
    y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)
    net = TanhNet()
    opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    lossf = nn.CrossEntropyLoss()
    for epoch in range(15):
        net.train()
        total = 0.0
        for idx in torch.randperm(len(y_tr)).split(64):
            opt.zero_grad()
            loss = lossf(net(X_tr[idx]), y_tr[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1} loss {total / len(y_tr):.4f}")
    net.eval()
    with torch.no_grad():
        acc = (net(X_te).argmax(1) == y_te).float().mean().item()
        flat = (net.features(X_te).abs() > 0.99).float().mean().item()
    print(f"test accuracy {acc:.4f}, share of flat units {flat:.3f}")


if __name__ == "__main__":
    main()
