import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def block(i, o, act):
    return nn.Sequential(nn.Linear(i, o), act())


class DeepNet(nn.Module):
    def __init__(self, d, classes, depth=6, width=32, act=nn.Sigmoid):
        super().__init__()
        self.blocks = nn.Sequential(*[block(d if k == 0 else width, width, act) for k in range(depth)])
        self.out = nn.Linear(width, classes)

    def forward(self, x):
        return self.out(self.blocks(x))


def accuracy(model, x, y):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    X, y = load_wine(return_X_y=True)
    Xa, Xb, ya, yb = train_test_split(X, y, test_size=0.3, stratify=y, random_state=0)
    sc = StandardScaler().fit(Xa)
    Xa, Xb = (torch.tensor(sc.transform(v), dtype=torch.float32) for v in (Xa, Xb))
    ya, yb = torch.tensor(ya), torch.tensor(yb)
    loader = DataLoader(TensorDataset(Xa, ya), batch_size=16, shuffle=True)
    model = DeepNet(13, 3)
    opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(40):
        model.train()
        total = 0.0
        for x, t in loader:
            opt.zero_grad()
            loss = loss_fn(model(x), t)
            loss.backward()
            opt.step()
            total += loss.item() * len(t)
        if epoch % 8 == 7:
            print(f'{epoch + 1:2d} loss {total / len(Xa):.4f} test acc {accuracy(model, Xb, yb):.3f}')


if __name__ == '__main__':
    main()
