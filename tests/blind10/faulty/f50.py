"""Cats vs dogs with a pretrained ResNet-18 (feature extraction)."""
import argparse
from pathlib import Path

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

NORM = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
TRANSFORMS = {
    "train": transforms.Compose([
        transforms.RandomResizedCrop(224),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        NORM,
    ]),
    "val": transforms.Compose([
        transforms.Resize(256),
        transforms.CenterCrop(224),
        transforms.ToTensor(),
        NORM,
    ]),
}


def build_model(num_classes: int) -> nn.Module:
    model = models.resnet18(weights=models.ResNet18_Weights.IMAGENET1K_V1)
    for param in model.parameters():
        param.requires_grad = False
    model.classifier = nn.Linear(512, num_classes)
    return model


def build_loaders(root: Path, batch_size: int, workers: int):
    loaders = {}
    for phase in ("train", "val"):
        ds = datasets.ImageFolder(root / phase, TRANSFORMS[phase])
        loaders[phase] = DataLoader(ds, batch_size=batch_size, shuffle=phase == "train", num_workers=workers)
    return loaders


def run_phase(model, loader, criterion, optimizer, device, training):
    model.train(training)
    loss_sum, hits, n = 0.0, 0, 0
    for inputs, labels in loader:
        inputs, labels = inputs.to(device), labels.to(device)
        with torch.set_grad_enabled(training):
            outputs = model(inputs)
            loss = criterion(outputs, labels)
        if training:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        loss_sum += loss.item() * inputs.size(0)
        hits += (outputs.argmax(1) == labels).sum().item()
        n += inputs.size(0)
    return loss_sum / n, hits / n


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", type=Path, default=Path("data/cats_and_dogs"))
    ap.add_argument("--epochs", type=int, default=5)
    ap.add_argument("--batch-size", type=int, default=32)
    ap.add_argument("--workers", type=int, default=4)
    args = ap.parse_args()

    torch.manual_seed(0)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = build_model(num_classes=2).to(device)
    loaders = build_loaders(args.data, args.batch_size, args.workers)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.classifier.parameters(), lr=1e-3, momentum=0.9)
    for epoch in range(args.epochs):
        tl, ta = run_phase(model, loaders["train"], criterion, optimizer, device, True)
        vl, va = run_phase(model, loaders["val"], criterion, optimizer, device, False)
        print(f"epoch {epoch + 1}: train {tl:.4f}/{ta:.3f} val {vl:.4f}/{va:.3f}")
    torch.save(model.state_dict(), "cats_dogs_resnet18.pt")


if __name__ == "__main__":
    main()
