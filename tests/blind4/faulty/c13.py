import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits

torch.manual_seed(0)
CLASSES = 10


def features():
    return nn.Sequential(
        nn.Conv2d(1, 8, kernel_size=3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.Conv2d(8, 16, kernel_size=3, padding=1),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),
    )


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = features()
        self.dropout = nn.Dropout(0.25)
        self.classifier = nn.Linear(16 * 4 * 4, CLASSES)

    def forward(self, x):
        x = self.features(x)
        x = self.dropout(x)
        return self.classifier(x)


d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32)[:, None] / 16
y = torch.tensor(d.target)
p = torch.randperm(len(y))
train = DataLoader(TensorDataset(x[p[:1400]], y[p[:1400]]), batch_size=50, shuffle=True)
test = DataLoader(TensorDataset(x[p[1400:]], y[p[1400:]]), batch_size=200)
model = Model()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)
ce = nn.CrossEntropyLoss()
for epoch in range(5):
    model.train()
    total = 0.0
    for a, b in train:
        opt.zero_grad()
        loss = ce(model(a), b)
        loss.backward()
        opt.step()
        total += loss.item() * len(b)
    model.eval()
    with torch.no_grad():
        hits = sum((model(a).argmax(1) == b).sum().item() for a, b in test)
    print(f"{epoch + 1} loss {total / 1400:.4f} acc {hits / len(test.dataset):.3f}")
