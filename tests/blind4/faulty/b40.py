import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def load(seed):
    rng = np.random.default_rng(seed)
    d = load_digits()
    x = rng.permutation(d.data / 16.0)
    y = rng.permutation(d.target)
    x, y = torch.tensor(x, dtype=torch.float32), torch.tensor(y)
    return TensorDataset(x[:1400], y[:1400]), TensorDataset(x[1400:], y[1400:])


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 96)
        self.drop = nn.Dropout(0.1)
        self.fc2 = nn.Linear(96, 10)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))


def main():
    torch.manual_seed(0)
    train_ds, test_ds = load(0)
    train_dl = DataLoader(train_ds, batch_size=50, shuffle=True)
    test_dl = DataLoader(test_ds, batch_size=200)
    model = Model()
    loss_fn = nn.CrossEntropyLoss()
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(1, 16):
        model.train()
        tl = 0.0
        for xb, yb in train_dl:
            opt.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            opt.step()
            tl += loss.item() * len(yb)
        model.eval()
        vl, hits = 0.0, 0
        with torch.no_grad():
            for xb, yb in test_dl:
                out = model(xb)
                vl += loss_fn(out, yb).item() * len(yb)
                hits += (out.argmax(1) == yb).sum().item()
        if epoch % 3 == 0:
            print(f"epoch {epoch}: train {tl / 1400:.3f} test {vl / len(test_ds):.3f} acc {hits / len(test_ds):.3f}")


if __name__ == "__main__":
    main()
