import torch
import torch.nn.functional as F


class Engine:
    def __init__(self, encoder, decoder, optimizer):
        self.encoder, self.decoder, self.optimizer = encoder, decoder, optimizer

    def _modes(self, training):
        self.encoder.train(training)
        self.decoder.train(training)

    def train(self, loader):
        self._modes(True)
        acc, n = 0.0, 0
        for (x,) in loader:
            recon = self.decoder(self.encoder(x))
            loss = F.mse_loss(recon, x)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            acc, n = acc + loss.item() * len(x), n + len(x)
        return acc / n

    @torch.inference_mode()
    def test(self, loader):
        self._modes(False)
        acc, n = 0.0, 0
        for (x,) in loader:
            acc += F.mse_loss(self.decoder(self.encoder(x)), x).item() * len(x)
            n += len(x)
        return acc / n
