"""Transfer learning: linear probe on a frozen encoder."""
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Linear(20, 64), nn.ReLU())
        self.block = nn.Sequential(nn.Linear(64, 64), nn.ReLU())

    def forward(self, x):
        return self.block(self.stem(x))


class Net(nn.Module):
    def __init__(self, encoder, n_out):
        super().__init__()
        self.encoder = encoder
        self.fc = nn.Linear(64, n_out)

    def forward(self, x):
        return self.fc(self.encoder(x))


def freeze(module):
    for child in module.children():
        child.requires_grad = False
    return module


def trainable(model):
    return [p for p in model.parameters() if p.requires_grad]


def task(n, seed, teacher, classes):
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, 20, generator=g)
    y = (x @ teacher).argmax(1)
    return TensorDataset(x, y), classes


def fit(model, ds, epochs, lr):
    opt = torch.optim.Adam(trainable(model), lr=lr)
    loader = DataLoader(ds, batch_size=32, shuffle=True)
    for _ in range(epochs):
        model.train()
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
    return model


def accuracy(model, ds):
    model.eval()
    with torch.no_grad():
        x, y = ds.tensors
        return (model(x).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    base_teacher = torch.randn(20, 6)
    source, _ = task(3000, 0, base_teacher, 6)
    pretrained = fit(Net(Encoder(), 6), source, epochs=8, lr=1e-3)
    print('source accuracy', accuracy(pretrained, source))

    small, _ = task(120, 1, base_teacher[:, :3], 3)
    held, _ = task(500, 2, base_teacher[:, :3], 3)
    probe = Net(freeze(pretrained.encoder), 3)
    before = probe.encoder.stem[0].weight.clone()
    fit(probe, small, epochs=30, lr=3e-3)
    print('target accuracy', accuracy(probe, held))
    print('encoder moved by', (probe.encoder.stem[0].weight - before).abs().max().item())


if __name__ == '__main__':
    main()
