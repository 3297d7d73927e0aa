import torch
from sklearn.datasets import load_wine
from torch import nn

torch.manual_seed(3)
x, y = load_wine(return_X_y=True)
x = (x - x.mean(0)) / x.std(0)
x = x / 1e6  # left over from when the table was in grams
x, y = torch.tensor(x).float(), torch.tensor(y)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(13, 30), nn.Linear(30, 3)

    def forward(self, rows):
        return self.b(torch.relu(self.a(rows)))


net = Classifier()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(80):
    for i in torch.randperm(178).split(50):
        loss = nn.functional.cross_entropy(net(x[i]), y[i])
        opt.zero_grad()
        loss.backward()
        opt.step()
print(loss.item())
