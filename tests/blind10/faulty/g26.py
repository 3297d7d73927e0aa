import argparse
import torch
from torch import nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


def build_mlp(sizes, act=nn.Sigmoid):
    layers = []
    for a, b in zip(sizes[:-2], sizes[1:-1]):
        layers += [nn.Linear(a, b), act()]
    layers.append(nn.Linear(sizes[-2], sizes[-1]))
    return nn.Sequential(*layers)


def parse():
    parser = argparse.ArgumentParser(description='Deep MLP on digits')
    parser.add_argument('--depth', type=int, default=8)
    parser.add_argument('--width', type=int, default=64)
    parser.add_argument('--epochs', type=int, default=12)
    parser.add_argument('--lr', type=float, default=0.05)
    parser.add_argument('--momentum', type=float, default=0.9)
    return parser.parse_args()


def main():
    args = parse()
    torch.manual_seed(12)
    x, y = load_digits(return_X_y=True)
    x = torch.tensor(x, dtype=torch.float32) / 16 - 0.5
    y = torch.tensor(y)
    x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=12)
    loader = DataLoader(TensorDataset(x_train, y_train), batch_size=64, shuffle=True)

    model = build_mlp([64] + [args.width] * args.depth + [10])
    print(model)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=args.momentum)

    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            total += loss.item() * xb.size(0)
        if epoch % 4 == 3:
            model.eval()
            with torch.no_grad():
                out = model(x_test)
                acc = (out.argmax(1) == y_test).float().mean()
            print(f'epoch {epoch + 1:3d} loss {total / len(x_train):.4f} '
                  f'test loss {criterion(out, y_test):.4f} acc {acc:.4f}')


if __name__ == '__main__':
    main()
