import copy
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(2)


class Net(nn.Module):
    def __init__(self, n_out):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
        self.head = nn.Linear(32, n_out)

    def forward(self, x):
        return self.head(self.backbone(x))


def train(model, loader, params, epochs, lr):
    opt = torch.optim.Adam(params, lr=lr)
    loss_fn = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        total, n = 0.0, 0
        for x, y in loader:
            opt.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
            n += len(y)
        print(f"  epoch {epoch}: {total / n:.4f}")


def loader_for(digits):
    d = load_digits()
    keep = [i for i, t in enumerate(d.target) if t in digits]
    X = torch.tensor(d.data[keep], dtype=torch.float32) / 16.0
    y = torch.tensor([digits.index(int(d.target[i])) for i in keep])
    return DataLoader(TensorDataset(X, y), batch_size=40, shuffle=True)


print("pretraining on 0-4")
model = Net(5)
train(model, loader_for([0, 1, 2, 3, 4]), model.parameters(), 2, 1e-3)

print("fine-tuning the head on 5-7")
model.head = nn.Linear(32, 3)
model.backbone.requires_grad = False
before = copy.deepcopy(model.backbone.state_dict())
train(model, loader_for([5, 6, 7]), model.parameters(), 2, 1e-3)
moved = max((model.backbone.state_dict()[k] - v).abs().max().item() for k, v in before.items())
print("largest change in the backbone:", moved)
