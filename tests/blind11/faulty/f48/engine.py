import torch
from torch.nn.functional import cross_entropy


def train_one_epoch(model, loader, optimizer):
    model.train()
    running = 0.0
    for x, y in loader:
        loss = cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        running += loss.item()
    return running / len(loader)


def predict(model, loader):
    logits, labels = [], []
    with torch.no_grad():
        for x, y in loader:
            logits.append(model(x))
            labels.append(y)
    return torch.cat(logits), torch.cat(labels)


def confusion(logits, labels, n_classes):
    m = torch.zeros(n_classes, n_classes, dtype=torch.long)
    for t, p in zip(labels.tolist(), logits.argmax(dim=1).tolist()):
        m[t, p] += 1
    return m
