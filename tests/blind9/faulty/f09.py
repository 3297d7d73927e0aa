"""Multi-task head on shared trunk: predict species and petal width of iris flowers."""
import numpy as np
import torch
import torch.nn as nn
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


class MultiTask(nn.Module):
    def __init__(self, d_in, tasks, width=32):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(d_in, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU())
        self.heads = {name: nn.Linear(width, size) for name, size in tasks.items()}

    def forward(self, x):
        z = self.trunk(x)
        return {name: head(z) for name, head in self.heads.items()}


def load():
    raw = load_iris()
    X, species, width = raw.data[:, :3], raw.target, raw.data[:, 3]
    idx_tr, idx_te = train_test_split(np.arange(len(X)), test_size=0.25, random_state=0, stratify=species)
    m, s = X[idx_tr].mean(0), X[idx_tr].std(0)
    wm, ws = width[idx_tr].mean(), width[idx_tr].std()
    Xs = torch.tensor((X - m) / s, dtype=torch.float32)
    w = torch.tensor((width - wm) / ws, dtype=torch.float32).unsqueeze(1)
    sp = torch.tensor(species, dtype=torch.long)
    pick = lambda i: TensorDataset(Xs[i], sp[i], w[i])
    return pick(idx_tr), pick(idx_te)


def main(epochs=30):
    torch.manual_seed(0)
    train, test = load()
    model = MultiTask(3, {"species": 3, "width": 1})
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    ce, mse = nn.CrossEntropyLoss(), nn.MSELoss()
    for epoch in range(epochs):
        model.train()
        for x, sp, w in DataLoader(train, batch_size=16, shuffle=True):
            out = model(x)
            loss = ce(out["species"], sp) + 0.5 * mse(out["width"], w)
            opt.zero_grad()
            loss.backward()
            opt.step()
    model.eval()
    x, sp, w = test.tensors
    with torch.no_grad():
        out = model(x)
    print("species accuracy", (out["species"].argmax(1) == sp).float().mean().item())
    print("width mse", mse(out["width"], w).item())


if __name__ == "__main__":
    main()
