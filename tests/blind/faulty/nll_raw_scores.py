import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class MLP(nn.Module):
    def __init__(self, layer_sizes):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Linear(i, o) for i, o in zip(layer_sizes[:-1], layer_sizes[1:])
        )

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


def iterate_minibatches(x, y, size, shuffle=True):
    order = torch.randperm(len(x)) if shuffle else torch.arange(len(x))
    for i in range(0, len(x), size):
        j = order[i:i + size]
        yield x[j], y[j]


def training_step(model, xb, yb, opt):
    opt.zero_grad()
    scores = model(xb)
    loss = F.nll_loss(scores, yb)
    loss.backward()
    opt.step()
    return loss.detach()


def test_accuracy(model, x, y):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(dim=1) == y).float().mean().item()


def main():
    torch.manual_seed(8)
    data = load_digits()
    x_train, x_test, y_train, y_test = train_test_split(data.data / 16, data.target, test_size=357, random_state=8)
    x_train, x_test = torch.tensor(x_train).float(), torch.tensor(x_test).float()
    y_train, y_test = torch.tensor(y_train), torch.tensor(y_test)
    model = MLP([64, 64, 32, 10])
    opt = torch.optim.SGD(model.parameters(), lr=0.01)
    for epoch in range(4):
        model.train()
        losses = []
        for xb, yb in iterate_minibatches(x_train, y_train, 32):
            losses.append(training_step(model, xb, yb, opt))
        print(f"epoch {epoch}: loss {torch.stack(losses).mean().item():.3f} acc {test_accuracy(model, x_test, y_test):.3f}")


main()
