import torch
from torch import nn

torch.manual_seed(0)


class Parity(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(12, 30)
        self.middle = nn.Linear(30, 30)
        self.out = nn.Linear(30, 3)
        for name, p in self.named_parameters():
            if "weight" in name and "out" not in name:
                nn.init.constant_(p, 0.02)

    def forward(self, x):
        return self.out(torch.sigmoid(self.middle(torch.relu(self.hidden(x)))))


net = Parity()
opt = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
for step in range(200):
    x = torch.rand(50, 12)
    y = x[:, :3].argmax(1)
    loss = nn.CrossEntropyLoss()(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
print(loss.item())
