import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(8)
pixels, digit = load_digits(return_X_y=True)
pixels, digit = torch.tensor(pixels).float() / 16, torch.tensor(digit)
hidden, out = nn.Linear(64, 80), nn.Linear(80, 10)
nn.init.uniform_(hidden.weight, -0.6, 0.0)
params = [*hidden.parameters(), *out.parameters()]
opt = torch.optim.SGD(params, lr=0.2, momentum=0.8)
for step in range(250):
    rows = torch.randint(0, 1797, (64,))
    score = out(torch.relu(hidden(pixels[rows])))
    loss = nn.functional.cross_entropy(score, digit[rows])
    opt.zero_grad()
    loss.backward()
    opt.step()
print(loss.item())
