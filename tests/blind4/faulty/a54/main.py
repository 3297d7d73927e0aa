import torch
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset, random_split

from engine import Engine
from networks import Decoder, Encoder

LATENT = 8


def build_data(batch=64):
    x = torch.tensor(load_digits().data / 16.0, dtype=torch.float32)
    full = TensorDataset(x)
    tr, te = random_split(full, [1500, len(full) - 1500], generator=torch.Generator().manual_seed(0))
    return DataLoader(tr, batch, shuffle=True), DataLoader(te, batch)


def main():
    torch.manual_seed(0)
    train_dl, test_dl = build_data()
    enc, dec = Encoder(LATENT), Decoder(LATENT)
    optimizer = torch.optim.Adam(enc.parameters(), lr=2e-3)
    engine = Engine(enc, dec, optimizer)
    for epoch in range(1, 11):
        tr = engine.train(train_dl)
        if epoch % 2 == 0:
            print(f"epoch {epoch}: train {tr:.4f} test {engine.test(test_dl):.4f}")


if __name__ == "__main__":
    main()
