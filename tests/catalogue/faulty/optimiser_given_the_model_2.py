import torch
from torch import nn


def fit_line(epochs=200):
    torch.manual_seed(0)
    # 입력과 정답
    x = torch.linspace(0, 1, 40).reshape(-1, 1)
    y = torch.sin(6 * x)

    model = nn.Sequential(nn.Linear(1, 20), nn.Tanh(), nn.Linear(20, 1))
    optimizer = torch.optim.SGD(model, lr=0.1, momentum=0.9)
    criterion = nn.MSELoss()

    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        if epoch % 50 == 0:
            print(f"{epoch} 손실: {loss.item():.5f}")
    return model


fit_line()
