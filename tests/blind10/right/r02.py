import copy
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
weights = models.ResNet50_Weights.IMAGENET1K_V2
normalize = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
train_tf = transforms.Compose([transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(),
                               transforms.ToTensor(), normalize])
eval_tf = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), normalize])


class FlowerNet(nn.Module):
    def __init__(self, n_classes):
        super().__init__()
        self.backbone = models.resnet50(weights=weights)
        for p in self.backbone.parameters():
            p.requires_grad = False
        self.backbone.fc = nn.Linear(self.backbone.fc.in_features, n_classes)

    def train(self, mode=True):
        # batch norm of the frozen backbone keeps its ImageNet statistics
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        return self.backbone(x)


def epoch_pass(model, loader, criterion, optimizer=None):
    model.train(optimizer is not None)
    total, hits = 0.0, 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(y)
            hits += (out.argmax(1) == y).sum().item()
    return total / len(loader.dataset), hits / len(loader.dataset)


def main():
    torch.manual_seed(0)
    train_set = datasets.Flowers102("data", split="train", transform=train_tf, download=True)
    val_set = datasets.Flowers102("data", split="val", transform=eval_tf, download=True)
    test_set = datasets.Flowers102("data", split="test", transform=eval_tf, download=True)
    train_dl = DataLoader(train_set, batch_size=32, shuffle=True, num_workers=4)
    val_dl = DataLoader(val_set, batch_size=64, num_workers=4)
    test_dl = DataLoader(test_set, batch_size=64, num_workers=4)

    model = FlowerNet(102).to(device)
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = optim.Adam(model.backbone.fc.parameters(), lr=1e-3)
    best, best_state = 0.0, copy.deepcopy(model.state_dict())
    for epoch in range(15):
        tl, ta = epoch_pass(model, train_dl, criterion, optimizer)
        vl, va = epoch_pass(model, val_dl, criterion)
        print(f"{epoch:2d} train {tl:.3f}/{ta:.3f} val {vl:.3f}/{va:.3f}")
        if va > best:
            best, best_state = va, copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)
    print("test loss %.3f acc %.3f" % epoch_pass(model, test_dl, criterion))


if __name__ == "__main__":
    main()
