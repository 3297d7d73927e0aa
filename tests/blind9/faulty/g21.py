import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

MODES = {"train": True, "eval": False}


def set_mode(model, phase):
    model.train(MODES.get(phase, True))


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.5),
        )
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        return self.out(self.features(x))


def run_phase(phase, model, loader, loss_fn, optimizer):
    set_mode(model, phase)
    learning = phase == "train"
    loss_sum, hits, n = 0.0, 0, 0
    with torch.set_grad_enabled(learning):
        for x, y in loader:
            out = model(x)
            loss = loss_fn(out, y)
            if learning:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * len(y)
            hits += (out.argmax(1) == y).sum().item()
            n += len(y)
    return loss_sum / n, hits / n


torch.manual_seed(14)
X, y = load_digits(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X / 16, y, test_size=0.3, random_state=14, stratify=y)
loaders = {
    "train": DataLoader(TensorDataset(torch.FloatTensor(Xa), torch.LongTensor(ya)), 32, shuffle=True, drop_last=True),
    "val": DataLoader(TensorDataset(torch.FloatTensor(Xb), torch.LongTensor(yb)), 90),
}
model = Classifier()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
loss_fn = nn.CrossEntropyLoss()

for epoch in range(15):
    row = []
    for phase in ("train", "val"):
        loss, acc = run_phase(phase, model, loaders[phase], loss_fn, optimizer)
        row.append(f"{phase} loss {loss:.3f} acc {acc:.3f}")
    if epoch % 3 == 2:
        print(f"epoch {epoch + 1:2d}", " | ".join(row))
