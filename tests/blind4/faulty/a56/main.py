import torch
import torch.nn.functional as F

from common import build_cnn, raw_digits
from predict import evaluate


class Normalize:
    """Scale to [0, 1], then subtract mean and divide by standard deviation."""

    def __init__(self, images):
        self.mean = (images / 16.0).mean()
        self.std = (images / 16.0).std()

    def __call__(self, images):
        return (images / 16.0 - self.mean) / self.std


def train(model, images, labels, epochs=6, lr=2e-3, batch_size=48):
    prep = Normalize(images)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for idx in torch.randperm(len(labels)).split(batch_size):
            loss = F.cross_entropy(model(prep(images[idx])), labels[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(idx)
        print(f"epoch {epoch + 1} loss {total / len(labels):.4f}")


def main():
    torch.manual_seed(0)
    x_train, y_train, x_test, y_test = raw_digits()
    model = build_cnn()
    train(model, x_train, y_train)
    print(f"test accuracy {evaluate(model, x_test, y_test):.4f}")


main()
