"""Train a convolutional autoencoder on 8x8 digits and report the reconstruction error."""
import torch
from torch import nn

from data import get_loaders
from models import Decoder, Encoder

LATENT = 6
EPOCHS = 25
LR = 2e-3


def reconstruction_error(encoder, decoder, loader):
    encoder.eval()
    decoder.eval()
    err, n = 0.0, 0
    with torch.no_grad():
        for x in loader:
            recon = decoder(encoder(x))
            err += ((recon - x) ** 2).mean(dim=(1, 2, 3)).sum().item()
            n += x.size(0)
    return err / n


def main():
    torch.manual_seed(0)
    train_loader, test_loader = get_loaders(batch_size=64)
    encoder, decoder = Encoder(LATENT), Decoder(LATENT)
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(decoder.parameters(), lr=LR)

    for epoch in range(EPOCHS):
        encoder.train()
        decoder.train()
        running = 0.0
        for x in train_loader:
            z = encoder(x)
            recon = decoder(z)
            loss = criterion(recon, x)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item()
        if epoch % 5 == 4:
            print(f'epoch {epoch + 1:2d}  train {running / len(train_loader):.4f}  '
                  f'test {reconstruction_error(encoder, decoder, test_loader):.4f}')


if __name__ == '__main__':
    main()
