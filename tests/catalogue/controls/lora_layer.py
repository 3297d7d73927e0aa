import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class LoRALinear(nn.Module):
    def __init__(self, base, rank=4, alpha=8):
        super().__init__()
        self.base = base
        for p in self.base.parameters():
            p.requires_grad = False
        self.down = nn.Linear(base.in_features, rank, bias=False)
        self.up = nn.Linear(rank, base.out_features, bias=False)
        nn.init.zeros_(self.up.weight)
        self.scale = alpha / rank

    def forward(self, x):
        return self.base(x) + self.scale * self.up(self.down(x))


def fit(model, loader, epochs, lr):
    params = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(params, lr=lr)
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()


torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
Xa, Xb, ya, yb = train_test_split(X / 16, y, test_size=0.2, random_state=0)
Xa, Xb, ya, yb = torch.tensor(Xa).float(), torch.tensor(Xb).float(), torch.tensor(ya), torch.tensor(yb)

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
fit(model, DataLoader(TensorDataset(Xa, ya), batch_size=64, shuffle=True), 5, 2e-3)

# adapt to pictures that are turned upside down
Xa, Xb = Xa.flip(1), Xb.flip(1)
model[0], model[2] = LoRALinear(model[0]), LoRALinear(model[2])
fit(model, DataLoader(TensorDataset(Xa, ya), batch_size=64, shuffle=True), 8, 5e-3)
print("trainable", sum(p.numel() for p in model.parameters() if p.requires_grad))
with torch.no_grad():
    print("accuracy", (model(Xb).argmax(1) == yb).float().mean().item())
