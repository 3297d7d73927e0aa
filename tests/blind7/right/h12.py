import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(11)
pix = torch.tensor(load_digits().data / 16, dtype=torch.float32)
a, b = train_test_split(pix, test_size=0.2, random_state=11)
ae = nn.Sequential(nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 16), nn.ReLU(), nn.Linear(16, 48), nn.ReLU(), nn.Linear(48, 64), nn.Sigmoid())
opt = torch.optim.Adam(ae.parameters(), lr=3e-3)
bce = nn.BCELoss()
for epoch in range(30):
    tot = 0.0
    for (x,) in DataLoader(TensorDataset(a), batch_size=64, shuffle=True):
        noisy = (x + 0.1 * torch.randn_like(x)).clamp(0, 1)
        loss = bce(ae(noisy), x)
        opt.zero_grad()
        loss.backward()
        opt.step()
        tot += loss.item() * len(x)
    if epoch % 6 == 5:
        print(epoch + 1, tot / len(a))
with torch.no_grad():
    print("held-out mse", (ae(b) - b).pow(2).mean().item(), "variance", (b - a.mean(0)).pow(2).mean().item())
