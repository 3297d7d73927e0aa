import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from sklearn.datasets import load_digits


class Standardised(Dataset):
    def __init__(self, x, y, mean, std):
        self.x = (x - mean) / std
        self.y = y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class Trainer:
    def __init__(self, model, lr=1e-3):
        self.model, self.loss = model, nn.CrossEntropyLoss()
        self.opt = torch.optim.Adam(model.parameters(), lr=lr)

    def train(self, dl):
        self.model.train()
        s = 0.0
        for x, y in dl:
            self.opt.zero_grad()
            loss = self.loss(self.model(x), y)
            loss.backward()
            self.opt.step()
            s += loss.item() * len(y)
        return s / len(dl.dataset)

    @torch.no_grad()
    def test(self, dl):
        self.model.eval()
        return sum((self.model(x).argmax(1) == y).sum().item() for x, y in dl) / len(dl.dataset)


if __name__ == "__main__":
    torch.manual_seed(0)
    d = load_digits()
    x, y = torch.tensor(d.data, dtype=torch.float32), torch.tensor(d.target)
    p = torch.randperm(len(y))
    x, y = x[p], y[p]
    mean, std = x[:1400].mean(0), x[:1400].std(0)
    train = DataLoader(Standardised(x[:1400], y[:1400], mean, std), 50, shuffle=True)
    test = DataLoader(Standardised(x[1400:], y[1400:], mean, std), 200)
    t = Trainer(nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)))
    for epoch in range(5):
        print(f"epoch {epoch + 1} loss {t.train(train):.4f} acc {t.test(test):.3f}")
