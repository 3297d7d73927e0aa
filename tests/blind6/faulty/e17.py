import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

NUM_CLASSES = 102
DEVICE = torch.device('cuda' if torch.cuda.is_available() else 'cpu')

imagenet_norm = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
train_tf = transforms.Compose([
    transforms.RandomResizedCrop(224),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    imagenet_norm,
])
eval_tf = transforms.Compose([
    transforms.Resize(256),
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    imagenet_norm,
])


def get_loaders(root, bs):
    train = datasets.Flowers102(root, split='train', transform=train_tf, download=True)
    val = datasets.Flowers102(root, split='val', transform=eval_tf, download=True)
    return DataLoader(train, bs, shuffle=True, num_workers=4), DataLoader(val, bs, num_workers=4)


def train_one_epoch(model, loader, criterion, optimizer):
    model.train()
    running, seen = 0.0, 0
    for images, labels in loader:
        images, labels = images.to(DEVICE), labels.to(DEVICE)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        running += loss.item() * images.size(0)
        seen += images.size(0)
    return running / seen


@torch.inference_mode()
def validate(model, loader):
    model.eval()
    ok = seen = 0
    for images, labels in loader:
        images, labels = images.to(DEVICE), labels.to(DEVICE)
        ok += (model(images).argmax(1) == labels).sum().item()
        seen += labels.size(0)
    return ok / seen


if __name__ == '__main__':
    torch.manual_seed(2024)
    train_dl, val_dl = get_loaders('./data', 32)

    model = models.resnet18(weights=models.ResNet18_Weights.DEFAULT)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9, weight_decay=1e-4)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.1)
    criterion = nn.CrossEntropyLoss()

    model.fc = nn.Linear(model.fc.in_features, NUM_CLASSES)
    model = model.to(DEVICE)

    for epoch in range(12):
        loss = train_one_epoch(model, train_dl, criterion, optimizer)
        scheduler.step()
        print(f'{epoch}: loss={loss:.3f} val_acc={validate(model, val_dl):.3f}')
    torch.save(model.state_dict(), 'flowers_resnet18.pt')
