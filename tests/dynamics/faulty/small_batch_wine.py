import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(5)
raw = load_digits()
y = torch.tensor(raw.target)
confused = torch.rand(1797) < 0.5
y[confused] = torch.randint(0, 10, (int(confused.sum()),))
loader = DataLoader(TensorDataset(torch.tensor(raw.data / 16).float(), y), batch_size=3, shuffle=True)


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(64, 48)
        self.out = nn.Linear(48, 10)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


net = MLP()
opt = torch.optim.SGD(net.parameters(), lr=0.12)
for epoch in range(2):
    for x, labels in loader:
        loss = nn.functional.cross_entropy(net(x), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
    print(epoch, loss.item())
