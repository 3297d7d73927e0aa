import io

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from nets import Net


def epochs(model, dl, opt, n):
    ce = nn.CrossEntropyLoss()
    for e in range(n):
        model.train()
        total = 0.0
        for x, y in dl:
            opt.zero_grad()
            loss = ce(model(x), y)
            loss.backward()
            opt.step()
            total += loss.item() * len(y)
        print(f"  {e + 1}: {total / len(dl.dataset):.4f}")


def accuracy(model, x, y):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    d = load_digits()
    x = torch.tensor(d.images).float().unsqueeze(1) / 16
    y = torch.tensor(d.target)
    perm = torch.randperm(len(y))
    x, y = x[perm], y[perm]
    # clean pictures first, then pictures with a bright background
    dim = (0.6 * x + 0.4).clamp(max=1)
    clean = DataLoader(TensorDataset(x[:1200], y[:1200]), batch_size=50, shuffle=True)
    bright = DataLoader(TensorDataset(dim[:1200], y[:1200]), batch_size=50, shuffle=True)

    model = Net(10)
    print("pretraining")
    epochs(model, clean, torch.optim.Adam(model.parameters(), lr=3e-3), 5)
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    buffer.seek(0)

    tuned = Net(10)
    tuned.load_state_dict(torch.load(buffer))
    print("before fine-tuning", accuracy(tuned, dim[1200:], y[1200:]))
    epochs(tuned, bright, torch.optim.Adam(tuned.parameters(), lr=3e-4), 5)
    print("after fine-tuning", accuracy(tuned, dim[1200:], y[1200:]))


if __name__ == "__main__":
    main()
