import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.metrics import f1_score
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self, width=96):
        super().__init__()
        self.stem = nn.Linear(64, width)
        self.mid = nn.Linear(width, width)
        self.drop = nn.Dropout(0.1)
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        x = torch.relu(self.stem(x))
        x = self.drop(torch.relu(self.mid(x)))
        return self.head(x)


def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()


def evaluate(model, loader):
    model.eval()
    all_logits, all_targets = [], []
    for x, y in loader:
        logits = model(x)
        all_logits.append(logits)
        all_targets.append(y)
    all_logits = torch.cat(all_logits)
    all_targets = torch.cat(all_targets)
    print("   still attached:", all_logits.requires_grad)
    pred = all_logits.argmax(dim=1)
    return f1_score(all_targets.numpy(), pred.numpy(), average="macro")


data = load_digits()
X = torch.tensor(data.data, dtype=torch.float32) / 16.0
Y = torch.tensor(data.target)
train_loader = DataLoader(TensorDataset(X[:1400], Y[:1400]), batch_size=40, shuffle=True)
val_loader = DataLoader(TensorDataset(X[1400:], Y[1400:]), batch_size=64)
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(3):
    train_epoch(net, train_loader, nn.CrossEntropyLoss(), opt)
    print("epoch", epoch, "macro F1", round(evaluate(net, val_loader), 4))
