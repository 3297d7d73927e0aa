import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


def evaluate(model, loader, criterion):
    model.eval()
    total = right = count = 0
    with torch.inference_mode():
        for x, y in loader:
            out = model(x)
            total += criterion(out, y).item() * len(y)
            right += (out.argmax(1) == y).sum().item()
            count += len(y)
    return total / count, right / count


def run():
    torch.manual_seed(1)
    raw = load_digits()
    x, y = torch.tensor(raw.images / 16).float().unsqueeze(1), torch.tensor(raw.target)
    wrong = torch.rand(len(y)) < 0.3
    y[wrong] = torch.randint(0, 10, (int(wrong.sum()),))
    train, val = random_split(TensorDataset(x, y), [700, 1097])
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(2048, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )
    criterion = nn.CrossEntropyLoss()
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for epoch in range(80):
        model.train()
        for a, b in DataLoader(train, 50, shuffle=True):
            opt.zero_grad()
            criterion(model(a), b).backward()
            opt.step()
        print(epoch, evaluate(model, DataLoader(val, 200), criterion))


run()
