"""A network of bare parameters on the diabetes table."""

import torch
from sklearn.datasets import load_diabetes

torch.manual_seed(0)
x, t = load_diabetes(return_X_y=True)
x = torch.tensor(x / x.std(0)).float()
t = torch.tensor((t - t.mean()) / t.std()).float()
w1 = torch.nn.Parameter(torch.full((20, 10), 0.1))
b1 = torch.nn.Parameter(torch.zeros(20))
w2 = torch.nn.Parameter(torch.full((1, 20), 0.1))
b2 = torch.nn.Parameter(torch.zeros(1))
opt = torch.optim.Adam([w1, b1, w2, b2], lr=0.01)
for step in range(300):
    hidden = torch.tanh(torch.nn.functional.linear(x, w1, b1))
    guess = torch.nn.functional.linear(hidden, w2, b2).squeeze(1)
    loss = torch.nn.functional.mse_loss(guess, t)
    opt.zero_grad()
    loss.backward()
    opt.step()
print(loss.item())
