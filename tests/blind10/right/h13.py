import copy

import torch
from torch import nn
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split


class EMA:
    """Exponential moving average of the weights; used for evaluation."""

    def __init__(self, model, decay=0.98):
        self.decay = decay
        self.shadow = copy.deepcopy(model).eval()
        for p in self.shadow.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        for s, p in zip(self.shadow.parameters(), model.parameters()):
            s.mul_(self.decay).add_(p, alpha=1 - self.decay)
        for s, b in zip(self.shadow.buffers(), model.buffers()):
            s.copy_(b)


def make_model(d, k):
    return nn.Sequential(nn.Linear(d, 96), nn.BatchNorm1d(96), nn.ReLU(), nn.Dropout(0.3),
                         nn.Linear(96, 48), nn.BatchNorm1d(48), nn.ReLU(), nn.Linear(48, k))


def accuracy(model, x, y):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        acc = (model(x).argmax(1) == y).float().mean().item()
    model.train(was_training)
    return acc


torch.manual_seed(8)
X, y = make_classification(n_samples=3000, n_features=20, n_informative=10, n_classes=4, class_sep=1.3, random_state=8)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=8)
mean, std = X_train.mean(0), X_train.std(0)
x_train = torch.tensor((X_train - mean) / std, dtype=torch.float32)
x_test = torch.tensor((X_test - mean) / std, dtype=torch.float32)
y_train, y_test = torch.tensor(y_train), torch.tensor(y_test)

model = make_model(20, 4)
ema = EMA(model)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
model.train()
for epoch in range(20):
    for idx in torch.randperm(len(x_train)).split(64):
        optimizer.zero_grad()
        loss = criterion(model(x_train[idx]), y_train[idx])
        loss.backward()
        optimizer.step()
        ema.update(model)
    if epoch % 4 == 3:
        print(f'epoch {epoch + 1}: loss {loss.item():.4f} accuracy {accuracy(model, x_test, y_test):.4f} '
              f'averaged weights {accuracy(ema.shadow, x_test, y_test):.4f}')
