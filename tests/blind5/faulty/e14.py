import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

DATA = 'flower_data'
IMAGENET_MEAN = [0.485, 0.456, 0.406]
IMAGENET_STD = [0.229, 0.224, 0.225]

tf_train = transforms.Compose([
    transforms.RandomResizedCrop(224),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize(IMAGENET_MEAN, IMAGENET_STD)])
tf_val = transforms.Compose([
    transforms.Resize(256), transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Normalize(IMAGENET_MEAN, IMAGENET_STD)])


def build(lr):
    model = models.resnet18(weights=models.ResNet18_Weights.DEFAULT)
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.9, weight_decay=1e-4)
    return model, optimizer


def evaluate(model, loader, device):
    model.eval()
    ok = 0
    with torch.no_grad():
        for x, y in loader:
            ok += (model(x.to(device)).argmax(1) == y.to(device)).sum().item()
    return ok / len(loader.dataset)


def main():
    torch.manual_seed(10)
    device = torch.device('cuda:0' if torch.cuda.is_available() else 'cpu')
    train_ds = datasets.ImageFolder(f'{DATA}/train', tf_train)
    val_ds = datasets.ImageFolder(f'{DATA}/valid', tf_val)
    train_dl = DataLoader(train_ds, batch_size=32, shuffle=True, num_workers=4)
    val_dl = DataLoader(val_ds, batch_size=64, num_workers=4)

    model, optimizer = build(lr=1e-3)
    model.fc = nn.Linear(model.fc.in_features, len(train_ds.classes))
    model = model.to(device)
    criterion = nn.CrossEntropyLoss()

    for epoch in range(10):
        model.train()
        total = 0.0
        for x, y in train_dl:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * x.size(0)
        print(f'Epoch {epoch}: loss {total / len(train_ds):.4f}, val acc {evaluate(model, val_dl, device):.3f}')


if __name__ == '__main__':
    main()
