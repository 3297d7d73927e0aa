import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

np.random.seed(1)
torch.manual_seed(1)
N_CHANNELS, N_STEPS = 3, 30
ACTIVITIES = ["still", "walk", "run"]


class Accelerometer(Dataset):
    """Windows of a 3-axis sensor, (channels, time)."""

    def __init__(self, n):
        self.y = np.random.randint(0, 3, n)
        t = np.arange(N_STEPS)
        self.x = np.zeros((n, N_CHANNELS, N_STEPS), dtype=np.float32)
        for i, c in enumerate(self.y):
            amp = [0.0, 0.7, 1.0][c]
            freq = [0.0, 0.3, 0.6][c]
            for ch in range(N_CHANNELS):
                self.x[i, ch] = amp * np.sin(freq * t + np.random.rand() * 6) + 0.3 * np.random.randn(N_STEPS)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.x[i]), torch.tensor(self.y[i])


class ActivityGRU(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.gru = nn.GRU(N_CHANNELS, hidden, batch_first=True)
        self.out = nn.Linear(hidden, len(ACTIVITIES))

    def forward(self, x):
        n = x.size(0)
        x = x.view(n, N_STEPS, N_CHANNELS)
        _, h = self.gru(x)
        return self.out(h[-1])


class Learner:
    def __init__(self, model, lr=5e-3):
        self.model = model
        self.opt = torch.optim.Adam(model.parameters(), lr=lr)
        self.loss = nn.CrossEntropyLoss()

    def fit_one_epoch(self, dl):
        self.model.train()
        tot = 0.0
        for xb, yb in dl:
            self.opt.zero_grad()
            l = self.loss(self.model(xb), yb)
            l.backward()
            self.opt.step()
            tot += l.item()
        return tot / len(dl)

    @torch.no_grad()
    def accuracy(self, dl):
        self.model.eval()
        return sum((self.model(xb).argmax(1) == yb).sum().item() for xb, yb in dl) / len(dl.dataset)


learner = Learner(ActivityGRU())
train_dl = DataLoader(Accelerometer(300), batch_size=30, shuffle=True)
test_dl = DataLoader(Accelerometer(90), batch_size=90)
for epoch in range(4):
    l = learner.fit_one_epoch(train_dl)
    print(f"epoch {epoch} loss {l:.4f} acc {learner.accuracy(test_dl):.3f}")
