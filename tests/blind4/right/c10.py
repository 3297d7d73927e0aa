import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_digits

SHIFTS = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)]


class Digits(Dataset):
    def __init__(self, x, y, augment):
        self.x, self.y, self.augment = x, y, augment

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        img = self.x[i]
        if self.augment:
            k = int(torch.randint(0, len(SHIFTS), (1,)))
            img = torch.roll(img, SHIFTS[k], dims=(1, 2))
        return img, self.y[i]


def net():
    return nn.Sequential(
        nn.Conv2d(1, 12, 3, padding=1), nn.BatchNorm2d(12), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(12, 24, 3, padding=1), nn.BatchNorm2d(24), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(96, 10),
    )


@torch.no_grad()
def predict(model, x, tta):
    model.eval()
    shifts = SHIFTS if tta else SHIFTS[:1]
    probs = [model(torch.roll(x, s, dims=(2, 3))).softmax(dim=1) for s in shifts]
    return torch.stack(probs).mean(dim=0).argmax(dim=1)


def main():
    torch.manual_seed(1)
    d = load_digits()
    x, y = torch.tensor(d.images).float().unsqueeze(1) / 16, torch.tensor(d.target)
    p = torch.randperm(len(y))
    train = DataLoader(Digits(x[p[:1300]], y[p[:1300]], True), batch_size=50, shuffle=True)
    xt, yt = x[p[1300:]], y[p[1300:]]
    model = net()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    ce = nn.CrossEntropyLoss()
    for epoch in range(6):
        model.train()
        total = 0.0
        for a, b in train:
            loss = ce(model(a), b)
            opt.zero_grad()
            loss.backward()
            opt.step()
            total += loss.item() * len(b)
        print(f"epoch {epoch + 1}: {total / 1300:.4f}")
    for tta in (False, True):
        print("tta" if tta else "plain", (predict(model, xt, tta) == yt).float().mean().item())


if __name__ == "__main__":
    main()
