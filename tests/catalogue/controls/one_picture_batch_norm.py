import torch
import torch.nn as nn
import torch.nn.functional as F

# fit one image with a small network (deep image prior)
torch.manual_seed(0)
axis = torch.linspace(-1, 1, 16)
clean = ((axis[:, None] ** 2 + axis[None, :] ** 2) < 0.5).float()
noisy = (clean + 0.2 * torch.rand(16, 16)).view(1, 1, 16, 16)


class Prior(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(4, 16, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 1, 3, padding=1)

    def forward(self, z):
        return self.conv2(F.relu(self.bn1(self.conv1(z))))


net = Prior()
z = torch.randn(1, 4, 16, 16)
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
net.train()
for step in range(150):
    optimizer.zero_grad()
    loss = F.mse_loss(net(z), noisy)
    loss.backward()
    optimizer.step()
    if step % 50 == 0:
        print(step, loss.item())
