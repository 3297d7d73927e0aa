import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.rand(100, 3)
y = x @ torch.tensor([[1.0], [2.0], [-1.0]]) + 0.5

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(200):
    optimizer.zero_grad()
    pred = model(x)
    loss = nn.MSELoss(pred, y)
    loss.backward()
    optimizer.step()
    if epoch % 50 == 0:
        print(epoch, loss.item())
