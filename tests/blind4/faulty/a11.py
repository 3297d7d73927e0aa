import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

# 장난감 시계열: 상승 / 하강 / 진동 구분하기


def 시계열만들기(n, 길이=20, seed=0):
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, 3, (n,), generator=g)
    t = torch.linspace(0, 1, 길이)
    x = torch.empty(n, 길이)
    for i in range(n):
        기울기 = 0.5 + torch.rand(1, generator=g)
        if y[i] == 0:
            x[i] = 기울기 * t
        elif y[i] == 1:
            x[i] = -기울기 * t
        else:
            x[i] = 0.5 * torch.sin(12 * t + 6 * torch.rand(1, generator=g))
    return x + 0.1 * torch.randn(n, 길이, generator=g), y


class Conv1dNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(1, 16, 5, padding=2)
        self.conv2 = nn.Conv1d(16, 16, 5, padding=2)
        self.fc = nn.Linear(16 * 5, 3)

    def forward(self, x):
        x = F.max_pool1d(F.relu(self.conv1(x.unsqueeze(1))), 2)
        x = F.max_pool1d(F.relu(self.conv2(x)), 2)
        x = self.fc(torch.flatten(x, 1))
        return F.softmax(x, dim=1)


def 학습(model, loader, optimizer):
    model.train()
    합 = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        p = model(x)
        loss = F.nll_loss(p, y)
        loss.backward()
        optimizer.step()
        합 += loss.item() * len(y)
    return 합 / len(loader.dataset)


def 평가(model, x, y):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


if __name__ == '__main__':
    torch.manual_seed(0)
    loader = DataLoader(TensorDataset(*시계열만들기(900, seed=1)), batch_size=30, shuffle=True)
    x_test, y_test = 시계열만들기(300, seed=2)
    model = Conv1dNet()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(6):
        l = 학습(model, loader, optimizer)
        print(f'{epoch + 1} 에폭  loss {l:.4f}  acc {평가(model, x_test, y_test):.3f}')
