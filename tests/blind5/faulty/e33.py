# 로봇팔 관절각 -> end-effector 위치 회귀
import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import TensorDataset, DataLoader

torch.manual_seed(11)
L1, L2, L3 = 1.0, 0.7, 0.4


def forward_kinematics(q):
    a = q[:, 0]
    b = a + q[:, 1]
    c = b + q[:, 2]
    x = L1 * torch.cos(a) + L2 * torch.cos(b) + L3 * torch.cos(c)
    y = L1 * torch.sin(a) + L2 * torch.sin(b) + L3 * torch.sin(c)
    return torch.stack([x, y], dim=1)


q = (torch.rand(5000, 3) - 0.5) * math.pi
xy = forward_kinematics(q)
train_ds = TensorDataset(q[:4000], xy[:4000])
test_ds = TensorDataset(q[4000:], xy[4000:])
train_dl = DataLoader(train_ds, batch_size=64, shuffle=True)
test_dl = DataLoader(test_ds, batch_size=256)


class ArmNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(3, 64)
        self.fc2 = nn.Linear(64, 64)
        self.fc3 = nn.Linear(64, 2)

    def forward(self, q):
        h = torch.tanh(self.fc1(q))
        h = torch.tanh(self.fc2(h))
        return self.fc3(h)


net = ArmNet()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)

for epoch in range(20):
    net.train()
    losses = []
    for qb, tb in train_dl:
        opt.zero_grad()
        pred = net(qb)
        loss = F.mse_loss(pred, tb)
        opt.step()
        loss.backward()
        losses.append(loss.item())

    net.eval()
    with torch.no_grad():
        err = torch.cat([(net(a) - b).norm(dim=1) for a, b in test_dl])
    print(f'epoch {epoch}: train mse {sum(losses) / len(losses):.5f}, test 평균 거리 오차 {err.mean():.4f} m')
