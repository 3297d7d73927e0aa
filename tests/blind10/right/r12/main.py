import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

from augment import TwoViews, load_split
from losses import info_nce
from encoder import Encoder


def pretrain(encoder, loader, epochs, lr):
    opt = torch.optim.Adam(encoder.parameters(), lr=lr)
    for epoch in range(epochs):
        encoder.train()
        total = 0.0
        for a, b in loader:
            loss = info_nce(encoder(a), encoder(b))
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item()
        print(f"pretrain {epoch} {total / len(loader):.3f}")


def features(encoder, x):
    encoder.eval()
    with torch.no_grad():
        return encoder.backbone(x)


def linear_probe(f_train, y_train, epochs=100):
    probe = nn.Linear(f_train.size(1), 10)
    opt = torch.optim.Adam(probe.parameters(), lr=1e-2)
    for _ in range(epochs):
        opt.zero_grad()
        F.cross_entropy(probe(f_train), y_train).backward()
        opt.step()
    return probe


if __name__ == "__main__":
    torch.manual_seed(0)
    (x_train, y_train), (x_test, y_test) = load_split()
    loader = DataLoader(TwoViews(x_train), batch_size=128, shuffle=True, drop_last=True)
    encoder = Encoder()
    pretrain(encoder, loader, epochs=8, lr=2e-3)
    f_train, f_test = features(encoder, x_train), features(encoder, x_test)
    mu, sd = f_train.mean(0), f_train.std(0) + 1e-6
    probe = linear_probe((f_train - mu) / sd, y_train)
    with torch.no_grad():
        acc = (probe((f_test - mu) / sd).argmax(1) == y_test).float().mean().item()
    print("linear probe accuracy", round(acc, 3))
