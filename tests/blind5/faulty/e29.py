import torch
from torch import nn, optim
from torch.utils.data import DataLoader, random_split
from torchvision import models, transforms
from torchvision.datasets import OxfordIIITPet


def make_loaders(root, bs):
    w = models.ResNet34_Weights.DEFAULT
    ds = OxfordIIITPet(root, split='trainval', transform=w.transforms(), download=True)
    test = OxfordIIITPet(root, split='test', transform=w.transforms(), download=True)
    n_val = 600
    tr, va = random_split(ds, [len(ds) - n_val, n_val], generator=torch.Generator().manual_seed(0))
    return (DataLoader(tr, bs, shuffle=True, num_workers=2), DataLoader(va, bs, num_workers=2),
            DataLoader(test, bs, num_workers=2), len(ds.classes))


def make_model(num_classes):
    model = models.resnet34(weights=models.ResNet34_Weights.DEFAULT)
    model.classifier = nn.Sequential(
        nn.Linear(512, 256),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(256, num_classes),
    )
    return model


def loop(model, loader, criterion, device, optimizer=None):
    training = optimizer is not None
    model.train(training)
    loss_sum, correct, n = 0.0, 0, 0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            loss = criterion(logits, y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * len(y)
            correct += (logits.argmax(1) == y).sum().item()
            n += len(y)
    return loss_sum / n, correct / n


if __name__ == '__main__':
    torch.manual_seed(0)
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    train_dl, val_dl, test_dl, num_classes = make_loaders('data', 32)
    model = make_model(num_classes).to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=1e-4)
    for epoch in range(8):
        tl, ta = loop(model, train_dl, criterion, device, optimizer)
        vl, va = loop(model, val_dl, criterion, device)
        print(f'{epoch}: train {tl:.3f}/{ta:.3f}  val {vl:.3f}/{va:.3f}')
    print('test', loop(model, test_dl, criterion, device))
