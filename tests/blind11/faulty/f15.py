import torch
from torch import nn
from torch.utils.data import DataLoader, random_split
from torchvision import models, transforms
from torchvision.datasets import OxfordIIITPet

NUM_CLASSES = 37
EPOCHS = 5
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def build_transform():
    weights = models.ResNet34_Weights.DEFAULT
    return weights.transforms()


def build_model(num_classes: int) -> nn.Module:
    """Pretrained ResNet-34, everything frozen except the new head."""
    net = models.resnet34(weights=models.ResNet34_Weights.DEFAULT)
    for p in net.parameters():
        p.requires_grad_(False)
    net.classifier = nn.Sequential(
        nn.Linear(512, 256),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(256, num_classes),
    )
    net.fc.requires_grad_(True)
    return net


def epoch_pass(net, loader, loss_fn, opt=None):
    train = opt is not None
    net.train(train)
    n, loss_sum, hit = 0, 0.0, 0
    for img, target in loader:
        img, target = img.to(DEVICE), target.to(DEVICE)
        with torch.set_grad_enabled(train):
            logits = net(img)
            loss = loss_fn(logits, target)
        if train:
            opt.zero_grad()
            loss.backward()
            opt.step()
        n += target.shape[0]
        loss_sum += loss.item() * target.shape[0]
        hit += (logits.argmax(1) == target).sum().item()
    return loss_sum / n, hit / n


def main():
    torch.manual_seed(3)
    tf = build_transform()
    trainval = OxfordIIITPet("data", split="trainval", transform=tf, download=True)
    test = OxfordIIITPet("data", split="test", transform=tf, download=True)
    n_val = len(trainval) // 10
    train, val = random_split(trainval, [len(trainval) - n_val, n_val])
    train_dl = DataLoader(train, batch_size=32, shuffle=True, num_workers=2)
    val_dl = DataLoader(val, batch_size=64, num_workers=2)
    test_dl = DataLoader(test, batch_size=64, num_workers=2)

    net = build_model(NUM_CLASSES).to(DEVICE)
    trainable = [p for p in net.parameters() if p.requires_grad]
    opt = torch.optim.Adam(trainable, lr=1e-3)
    loss_fn = nn.CrossEntropyLoss()

    for epoch in range(EPOCHS):
        tl, ta = epoch_pass(net, train_dl, loss_fn, opt)
        vl, va = epoch_pass(net, val_dl, loss_fn)
        print(f"epoch {epoch + 1}: train {tl:.3f}/{ta:.3f}  val {vl:.3f}/{va:.3f}")
    print("test: loss %.3f acc %.3f" % epoch_pass(net, test_dl, loss_fn))


if __name__ == "__main__":
    main()
