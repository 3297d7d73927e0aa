import torch
import torch.nn as nn
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(13)
d = load_digits()
x = torch.tensor(d.images, dtype=torch.float32).unsqueeze(1) / 16
y = torch.tensor(d.target)
tr, te = train_test_split(range(len(y)), test_size=0.2, random_state=13)
dl = DataLoader(TensorDataset(x[tr], y[tr]), batch_size=64, shuffle=True, drop_last=True)
net = nn.Sequential(nn.Conv2d(1, 12, 3, padding=1), nn.BatchNorm2d(12), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(192, 10))
opt = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, nesterov=True)
EPOCHS = 8
sched = OneCycleLR(opt, max_lr=0.1, epochs=EPOCHS, steps_per_epoch=len(dl))
for epoch in range(EPOCHS):
    net.train()
    tot = n = 0
    for xb, yb in dl:
        opt.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(net(xb), yb)
        loss.backward()
        opt.step()
        sched.step()
        tot += loss.item() * len(yb)
        n += len(yb)
    net.eval()
    with torch.inference_mode():
        acc = (net(x[te]).argmax(1) == y[te]).float().mean().item()
    print(epoch, tot / n, acc, sched.get_last_lr()[0])
