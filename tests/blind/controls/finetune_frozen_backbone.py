"""Right: the backbone is frozen before the new head is put in, so that the head is trained and the optimiser holds only it."""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self, n_out):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
        self.fc = nn.Linear(32, n_out)

    def forward(self, x):
        return self.fc(self.features(x))


def loader(lo, hi):
    d = load_digits()
    m = (d.target >= lo) & (d.target < hi)
    X = torch.tensor(d.data[m], dtype=torch.float32) / 16
    return DataLoader(TensorDataset(X, torch.tensor(d.target[m] - lo)), batch_size=32, shuffle=True)


def run(model, dl, optimizer, epochs=3):
    for _ in range(epochs):
        model.train()
        for x, y in dl:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
    return loss.item()


model = Net(6)
print("pretrain", run(model, loader(0, 6), torch.optim.Adam(model.parameters(), lr=2e-3)))
for p in model.parameters():
    p.requires_grad = False
model.fc = nn.Linear(model.fc.in_features, 4)
optimizer = torch.optim.Adam(model.fc.parameters(), lr=5e-3)
print("finetune", run(model, loader(6, 10), optimizer))
