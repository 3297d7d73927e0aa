import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class Tied(nn.Module):
    def __init__(self, n_in, n_code):
        super().__init__()
        self.W = nn.Parameter(torch.empty(n_code, n_in))
        nn.init.xavier_uniform_(self.W)
        self.b_in, self.b_out = nn.Parameter(torch.zeros(n_code)), nn.Parameter(torch.zeros(n_in))

    def forward(self, x):
        code = torch.sigmoid(F.linear(x, self.W, self.b_in))
        return F.linear(code, self.W.t(), self.b_out)


torch.manual_seed(2)
a, b = train_test_split(torch.tensor(load_digits().data / 16, dtype=torch.float32), test_size=0.2, random_state=2)
net = Tied(64, 20)
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
for epoch in range(20):
    for (x,) in DataLoader(TensorDataset(a), batch_size=64, shuffle=True):
        opt.zero_grad()
        F.mse_loss(net(x), x).backward()
        opt.step()
with torch.no_grad():
    print("held-out", F.mse_loss(net(b), b).item())
