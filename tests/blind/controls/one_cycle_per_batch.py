"""Right: OneCycleLR is a schedule in batches, so scheduler.step() belongs in the batch loop, after optimizer.step()."""
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
EPOCHS = 4
d = load_digits()
X, y = torch.tensor(d.data, dtype=torch.float32) / 16, torch.tensor(d.target)
train_loader = DataLoader(TensorDataset(X[:1400], y[:1400]), batch_size=50, shuffle=True)


class Learner:
    def __init__(self, model):
        self.model = model
        self.opt = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
        self.sched = torch.optim.lr_scheduler.OneCycleLR(
            self.opt, max_lr=0.2, epochs=EPOCHS, steps_per_epoch=len(train_loader))

    def epoch(self):
        self.model.train()
        total, n = 0.0, 0
        for xb, yb in train_loader:
            self.opt.zero_grad()
            loss = nn.functional.cross_entropy(self.model(xb), yb)
            loss.backward()
            self.opt.step()
            self.sched.step()
            total += loss.item() * len(yb)
            n += len(yb)
        return total / n, self.sched.get_last_lr()[0]


learner = Learner(nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)))
for epoch in range(EPOCHS):
    print(epoch, learner.epoch())
learner.model.eval()
with torch.no_grad():
    print("test acc", (learner.model(X[1400:]).argmax(1) == y[1400:]).float().mean().item())
