import torch


def evaluate(model, images, labels, batch_size=128):
    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in zip(images.split(batch_size), labels.split(batch_size)):
            x = x / 16.0
            hits += (model(x).argmax(dim=1) == y).sum().item()
    return hits / len(labels)
