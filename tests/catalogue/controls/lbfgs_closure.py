import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.linspace(-2, 2, 100).unsqueeze(1)
y = torch.exp(-x ** 2) + 0.02 * torch.randn(100, 1)

model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.LBFGS(model.parameters(), lr=0.5, max_iter=10)


def closure():
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    return loss


for step in range(15):
    loss = optimizer.step(closure)
    if step % 5 == 0:
        print(step, loss.item())

with torch.no_grad():
    print("final", criterion(model(x), y).item())
