import argparse
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms
from torchvision.models import ResNet50_Weights, resnet50


def args_():
    p = argparse.ArgumentParser("linear probe, then unfreeze layer4")
    p.add_argument("--root", type=Path, default=Path("data/food"))
    p.add_argument("--probe-epochs", type=int, default=3)
    p.add_argument("--tune-epochs", type=int, default=5)
    p.add_argument("--batch", type=int, default=64)
    return p.parse_args()


def data(root, batch):
    norm = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    train_tf = transforms.Compose([
        transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(), norm])
    eval_tf = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), norm])
    # two ImageFolders over the same files, so that the two halves have their own transforms
    augmented = datasets.ImageFolder(root / "train", transform=train_tf)
    plain = datasets.ImageFolder(root / "train", transform=eval_tf)
    order = torch.randperm(len(plain), generator=torch.Generator().manual_seed(0)).tolist()
    cut = len(order) // 10
    val, train = Subset(plain, order[:cut]), Subset(augmented, order[cut:])
    return (
        DataLoader(train, batch_size=batch, shuffle=True, num_workers=4),
        DataLoader(val, batch_size=batch, num_workers=4),
        len(plain.classes),
    )


def freeze_backbone(net):
    for name, p in net.named_parameters():
        p.requires_grad = name.startswith("fc.")


def run(net, loader, device, optimizer=None):
    if optimizer is not None:
        net.train()
        # frozen part: keep its batch norm statistics
        for child_name, child in net.named_children():
            if not any(p.requires_grad for p in child.parameters()):
                child.eval()
    else:
        net.eval()
    loss_fn = nn.CrossEntropyLoss()
    total, hits, n = 0.0, 0, 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            out = net(x)
            loss = loss_fn(out, y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * y.numel()
            hits += (out.argmax(1) == y).sum().item()
            n += y.numel()
    return total / n, hits / n


def main():
    args = args_()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train_dl, val_dl, n_classes = data(args.root, args.batch)
    net = resnet50(weights=ResNet50_Weights.IMAGENET1K_V2)
    net.fc = nn.Linear(net.fc.in_features, n_classes)
    freeze_backbone(net)
    net.to(device)

    opt = torch.optim.Adam(net.fc.parameters(), lr=1e-3)
    for e in range(args.probe_epochs):
        print("probe", e, run(net, train_dl, device, opt), run(net, val_dl, device))

    for p in net.layer4.parameters():
        p.requires_grad = True
    opt = torch.optim.Adam([
        {"params": net.layer4.parameters(), "lr": 1e-5},
        {"params": net.fc.parameters(), "lr": 1e-4},
    ])
    for e in range(args.tune_epochs):
        print("tune", e, run(net, train_dl, device, opt), run(net, val_dl, device))
    torch.save(net.state_dict(), "food_resnet50.pt")


if __name__ == "__main__":
    main()
