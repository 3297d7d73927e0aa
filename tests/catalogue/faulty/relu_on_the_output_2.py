import torch
from torch import nn

torch.manual_seed(0)

# 사인 함수 근사
x = torch.linspace(-3.14, 3.14, 200).unsqueeze(1)
y = torch.sin(x)

model = nn.Sequential(
    nn.Linear(1, 64),
    nn.ReLU(),
    nn.Linear(64, 64),
    nn.ReLU(),
    nn.Linear(64, 1),
    nn.ReLU(),
)
loss_fn = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)

for epoch in range(400):
    pred = model(x)
    loss = loss_fn(pred, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 100 == 0:
        print(f"epoch {epoch} 손실 {loss.item():.4f}")
print("최종 손실", loss.item())
