import random

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

random.seed(0)
torch.manual_seed(0)


class AddingProblem(Dataset):
    """The adding problem: two marked numbers, predict their sum."""

    def __init__(self, n, length):
        self.values = torch.rand(n, length)
        self.marks = torch.zeros(n, length)
        for i in range(n):
            a, b = random.sample(range(length), 2)
            self.marks[i, a] = 1
            self.marks[i, b] = 1

    def __len__(self):
        return self.values.size(0)

    def __getitem__(self, i):
        x = torch.stack([self.values[i], self.marks[i]], dim=-1)
        y = (self.values[i] * self.marks[i]).sum().unsqueeze(0)
        return x, y


class Adder(nn.Module):
    def __init__(self, hidden=24):
        super().__init__()
        self.gru = nn.GRU(input_size=2, hidden_size=hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        _, h = self.gru(x)
        return self.fc(h.squeeze(0))


def train(net, loader, n_epochs):
    loss_function = nn.MSELoss()
    optimiser = torch.optim.Adam(net.parameters(), lr=5e-3)
    for epoch in range(n_epochs):
        net.train()
        seen, total = 0, 0.0
        for seqs, sums in loader:
            optimiser.zero_grad()
            out = net(seqs)
            loss = loss_function(out, sums)
            nn.utils.clip_grad_norm_(net.parameters(), 0.5)
            loss.backward()
            optimiser.step()
            total += loss.item() * len(seqs)
            seen += len(seqs)
        print(f'epoch {epoch + 1:2d}: mse = {total / seen:.4f}')


train_loader = DataLoader(AddingProblem(384, 20), batch_size=32, shuffle=True)
test_loader = DataLoader(AddingProblem(96, 20), batch_size=32)
net = Adder()
train(net, train_loader, 4)
net.eval()
err = 0.0
with torch.no_grad():
    for seqs, sums in test_loader:
        err += ((net(seqs) - sums) ** 2).sum().item()
print('test mse', err / 96)
