"""Fine-tune a resnet on the pet-breed folders."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def build_data(root):
    train_tf = transforms.Compose([
        transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(),
        transforms.ToTensor(), transforms.Normalize(MEAN, STD),
    ])
    test_tf = transforms.Compose([
        transforms.Resize(256), transforms.CenterCrop(224),
        transforms.ToTensor(), transforms.Normalize(MEAN, STD),
    ])
    train = datasets.ImageFolder(f"{root}/train", transform=train_tf)
    test = datasets.ImageFolder(f"{root}/test", transform=test_tf)
    return train, test


def adapt(model, n_classes):
    model.fc = nn.Sequential(nn.Dropout(0.2), nn.Linear(model.fc.in_features, n_classes))
    return model


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    train, test = build_data("data/pets")
    train_loader = DataLoader(train, batch_size=32, shuffle=True, num_workers=4)
    test_loader = DataLoader(test, batch_size=64, num_workers=4)

    model = models.resnet34(weights=models.ResNet34_Weights.DEFAULT)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.1)
    model = adapt(model, len(train.classes)).to(device)
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)

    for epoch in range(8):
        model.train()
        running = 0.0
        for images, labels in train_loader:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            running += loss.item() * images.size(0)
        scheduler.step()
        print(f"epoch {epoch}: {running / len(train):.4f}")

    model.eval()
    correct = 0
    with torch.no_grad():
        for images, labels in test_loader:
            images, labels = images.to(device), labels.to(device)
            correct += (model(images).argmax(dim=1) == labels).sum().item()
    print("test accuracy", correct / len(test))


if __name__ == "__main__":
    main()
