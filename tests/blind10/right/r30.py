"""Pretrain on half of the digits, then head only, then gentle fine-tuning of all layers."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


class Backbone(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(),
        )


class Classifier(nn.Module):
    def __init__(self, backbone, n_classes, freeze_bn=False):
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(128, n_classes)
        self.freeze_bn = freeze_bn

    def train(self, mode=True):
        super().train(mode)
        if self.freeze_bn:
            for m in self.modules():
                if isinstance(m, nn.BatchNorm2d):
                    m.eval()
        return self

    def forward(self, x):
        return self.head(self.backbone(x))


def fit(model, loader, params, lr, epochs, tag):
    opt = torch.optim.Adam(params, lr=lr)
    scaler = torch.amp.GradScaler(DEVICE, enabled=DEVICE == "cuda")
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for x, y in loader:
            x, y = x.to(DEVICE), y.to(DEVICE)
            opt.zero_grad()
            with torch.autocast(DEVICE, enabled=DEVICE == "cuda"):
                loss = loss_fn(model(x), y)
            scaler.scale(loss).backward()
            scaler.unscale_(opt)
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            scaler.step(opt)
            scaler.update()
            total += loss.item() * len(y)
    print(f"{tag}: loss {total / len(loader.dataset):.4f}")


@torch.inference_mode()
def accuracy(model, loader):
    model.eval()
    return sum((model(x.to(DEVICE)).argmax(1).cpu() == y).sum().item() for x, y in loader) / len(loader.dataset)


def task(digits, wanted):
    keep = [i for i, t in enumerate(digits.target) if t in wanted]
    x = torch.tensor(digits.images[keep], dtype=torch.float32).unsqueeze(1) / 16
    y = torch.tensor([wanted.index(t) for t in digits.target[keep]])
    a, b, c, d = train_test_split(x, y, test_size=0.3, stratify=y, random_state=0)
    return DataLoader(TensorDataset(a, c), batch_size=32, shuffle=True), DataLoader(TensorDataset(b, d), batch_size=256)


if __name__ == "__main__":
    torch.manual_seed(0)
    digits = load_digits()
    src_train, src_test = task(digits, [0, 1, 2, 3, 4])
    tgt_train, tgt_test = task(digits, [5, 6, 7, 8, 9])
    source = Classifier(Backbone(), 5).to(DEVICE)
    fit(source, src_train, source.parameters(), 2e-3, 6, "source")
    print("source accuracy", accuracy(source, src_test))

    model = Classifier(source.backbone, 5, freeze_bn=True).to(DEVICE)
    for p in model.backbone.parameters():
        p.requires_grad = False
    fit(model, tgt_train, model.head.parameters(), 5e-3, 6, "head only")
    print("target accuracy, head only", accuracy(model, tgt_test))
    for p in model.backbone.parameters():
        p.requires_grad = True
    fit(model, tgt_train, model.parameters(), 3e-4, 4, "all layers")
    print("target accuracy, fine-tuned", accuracy(model, tgt_test))
