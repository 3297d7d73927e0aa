import torch
import torch.nn.functional as nnf
from sklearn.datasets import load_wine
from torch.nn import *
from torch.nn.functional import cross_entropy as ce
from torch.optim import Adam

torch.manual_seed(11)
data = load_wine()
order = torch.randperm(len(data.target))
x = torch.tensor(data.data, dtype=torch.float32)[order]
y = torch.tensor(data.target)[order]
x_train, y_train, x_test, y_test = x[:130], y[:130], x[130:], y[130:]
mu, sd = x_train.mean(0), x_train.std(0)
x_train, x_test = (x_train - mu) / sd, (x_test - mu) / sd


class Wine(Module):
    def __init__(self):
        super().__init__()
        self.l1 = Linear(13, 24)
        self.l2 = Linear(24, 24)
        self.l3 = Linear(24, 3)
        self.drop = Dropout(0.1)

    def forward(self, x):
        x = nnf.relu(self.l1(x))
        x = self.drop(nnf.relu(self.l2(x)))
        return nnf.softmax(self.l3(x), -1)


net = Wine()
opt = Adam(net.parameters(), lr=0.01)

for epoch in range(60):
    net.train()
    opt.zero_grad()
    out = net(x_train)
    l = ce(out, y_train)
    l.backward()
    opt.step()
    if epoch % 10 == 9:
        net.eval()
        with torch.no_grad():
            test_out = net(x_test)
            test_l = ce(test_out, y_test)
        acc = (test_out.argmax(-1) == y_test).sum().item() / len(y_test)
        print("epoch", epoch + 1, "train %.3f test %.3f acc %.3f" % (l.item(), test_l.item(), acc))
