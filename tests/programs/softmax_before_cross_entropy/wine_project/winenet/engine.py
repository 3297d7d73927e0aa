import torch
import torch.nn.functional as F


def fit(model, loader, optimizer, epochs):
    for epoch in range(epochs):
        model.train()
        seen, total = 0, 0.0
        for features, target in loader:
            optimizer.zero_grad(set_to_none=True)
            prediction = model(features)
            loss = F.cross_entropy(prediction, target)
            loss.backward()
            optimizer.step()
            seen += len(target)
            total += loss.item() * len(target)
        if (epoch + 1) % 5 == 0:
            print(f"epoch {epoch + 1:3d}: cross-entropy {total / seen:.4f}")


@torch.no_grad()
def evaluate(model, features, target):
    model.eval()
    return (model(features).argmax(dim=1) == target).float().mean().item()
