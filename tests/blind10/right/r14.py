import copy
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class EMA:
    def __init__(self, model, decay=0.98):
        self.decay = decay
        self.shadow = copy.deepcopy(model).eval()
        for p in self.shadow.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        for s, p in zip(self.shadow.parameters(), model.parameters()):
            s.lerp_(p, 1 - self.decay)
        for s, b in zip(self.shadow.buffers(), model.buffers()):
            s.copy_(b)


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.b1 = nn.BatchNorm2d(16)
        self.c2 = nn.Conv2d(16, 32, 3, padding=1, bias=False)
        self.b2 = nn.BatchNorm2d(32)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.b1(self.c1(x))), 2)
        x = F.relu(self.b2(self.c2(x)))
        return self.head(x.mean((2, 3)))


@torch.no_grad()
def accuracy(model, loader):
    was_training = model.training
    model.eval()
    ok = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    model.train(was_training)
    return ok / len(loader.dataset)


def main():
    torch.manual_seed(4)
    d = load_digits()
    x, y = torch.tensor(d.images).float().unsqueeze(1) / 16, torch.tensor(d.target)
    x1, x2, y1, y2 = train_test_split(x, y, test_size=0.2, random_state=4, stratify=y)
    train_dl = DataLoader(TensorDataset(x1, y1), batch_size=32, shuffle=True, drop_last=True)
    valid_dl = DataLoader(TensorDataset(x2, y2), batch_size=128)
    model = ConvNet()
    ema = EMA(model)
    opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True)
    for epoch in range(6):
        model.train()
        for xb, yb in train_dl:
            loss = F.cross_entropy(model(xb), yb)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            opt.step()
            ema.update(model)
        print(f"epoch {epoch}: model {accuracy(model, valid_dl):.3f} ema {accuracy(ema.shadow, valid_dl):.3f}")


if __name__ == "__main__":
    main()
