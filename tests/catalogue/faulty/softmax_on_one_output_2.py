import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)

# 공부 시간, 수면 시간 -> 합격 여부
hours = torch.rand(300, 2) * 10
passed = (hours[:, 0] * 0.8 + hours[:, 1] * 0.3 > 5.5).float().unsqueeze(1)
inputs = (hours - hours.mean(0)) / hours.std(0)


class PassModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)

    def forward(self, x):
        return torch.softmax(self.fc(x), dim=1)


model = PassModel()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

for epoch in range(101):
    prob = model(inputs)
    loss = F.binary_cross_entropy(prob, passed)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 25 == 0:
        print(f"{epoch:3d} 손실 {loss.item():.4f}")

with torch.no_grad():
    print("정확도", ((model(inputs) >= 0.5) == (passed == 1)).float().mean().item())
