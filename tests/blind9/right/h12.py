"""A third of the training labels is wrong; label smoothing keeps the net calm."""
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(12)
rng = np.random.default_rng(12)
X, y = load_digits(return_X_y=True)
a, b, c, d = train_test_split(X / 16, y, test_size=0.3, random_state=12, stratify=y)
crowd = c.copy()
flip = rng.random(len(crowd)) < 0.3
crowd[flip] = rng.integers(0, 10, flip.sum())

train = TensorDataset(torch.tensor(a, dtype=torch.float32), torch.tensor(crowd))
b, d = torch.tensor(b, dtype=torch.float32), torch.tensor(d)
net = nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Dropout(0.3), nn.Linear(48, 10))
opt = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.05)
soft = nn.CrossEntropyLoss(label_smoothing=0.2)
for epoch in range(15):
    net.train()
    total = 0.0
    for x, t in DataLoader(train, batch_size=32, shuffle=True):
        opt.zero_grad()
        loss = soft(net(x), t)
        loss.backward()
        opt.step()
        total += loss.item() * len(t)
    if epoch % 3 == 2:
        net.eval()
        with torch.no_grad():
            acc = (net(b).argmax(1) == d).float().mean().item()
        print(f"epoch {epoch + 1} smoothed loss {total / len(train):.4f} accuracy on clean labels {acc:.4f}")
