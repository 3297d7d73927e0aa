# 백본 동결 후 분류기만 학습 (전이학습 연습)
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def make_backbone():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten())


class Net(nn.Module):
    def __init__(self, backbone, n_classes):
        super().__init__()
        self.backbone = backbone
        self.classifier = nn.Linear(64, n_classes)

    def forward(self, x):
        return self.classifier(self.backbone(x))


def fit(net, x, y, lr, epochs):
    opt = torch.optim.Adam(net.parameters(), lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    for _ in range(epochs):
        for idx in torch.randperm(len(x)).split(50):
            opt.zero_grad()
            loss = loss_fn(net(x[idx]), y[idx])
            loss.backward()
            opt.step()
    return loss.item()


torch.manual_seed(9)
d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(d.target)
tr, te = train_test_split(range(len(y)), test_size=0.3, random_state=9, stratify=d.target)
x_tr, y_tr, x_te, y_te = x[tr], y[tr], x[te], y[te]

# 사전학습: 0-4
low_tr = y_tr < 5
source = Net(make_backbone(), 5)
print("pretrain", fit(source, x_tr[low_tr], y_tr[low_tr], 2e-3, 5))

# 5-9 로 전이
target = Net(source.backbone, 5)
for layer in target.backbone:
    layer.requires_grad = False

print("finetune", fit(target, x_tr[~low_tr], y_tr[~low_tr] - 5, 5e-3, 5))
high = y_te >= 5
with torch.no_grad():
    print("acc", (target(x_te[high]).argmax(1) == y_te[high] - 5).float().mean().item())
