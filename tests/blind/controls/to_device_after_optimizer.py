"""Right: .to(device) after the optimiser keeps the parameter objects, and MSELoss(y, pred) is symmetric."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(1, 32)
        self.l2 = nn.Linear(32, 1)

    def forward(self, x):
        return self.l2(torch.tanh(self.l1(x)))


x = torch.linspace(-2, 2, 240).unsqueeze(1)
y = torch.sin(2 * x)
loader = DataLoader(TensorDataset(x, y), batch_size=24, shuffle=True)
net = Net()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
net = net.to(device)
criterion = nn.MSELoss()
for epoch in range(10):
    net.train()
    running = 0.0
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        loss = criterion(yb, net(xb))
        loss.backward()
        optimizer.step()
        running += loss.item()
    if epoch % 3 == 0:
        print(epoch, running / len(loader))
net.eval()
with torch.no_grad():
    pred = net(x.to(device)).cpu().numpy()
print("max error", abs(pred - y.numpy()).max())
