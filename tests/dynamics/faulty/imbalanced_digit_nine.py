import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(2)
raw = load_digits()
x = torch.tensor(raw.images / 16).float()[:, None] + 0.8 * torch.randn(1797, 1, 8, 8)
y = (torch.tensor(raw.target) == 8).long()
conv = nn.Conv2d(1, 4, 3)
head = nn.Linear(144, 2)
opt = torch.optim.SGD([*conv.parameters(), *head.parameters()], lr=0.01)
for epoch in range(8):
    for rows in torch.randperm(1797).split(40):
        loss = F.cross_entropy(head(F.relu(conv(x[rows])).flatten(1)), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, loss.item())
