import torch
import torch.nn as nn

torch.manual_seed(24)
# matrix factorisation of ratings, users and items in turn
true_u, true_v = torch.randn(60, 3), torch.randn(40, 3)
full = true_u @ true_v.t()
seen = torch.rand(60, 40) < 0.6
users, items = nn.Embedding(60, 3), nn.Embedding(40, 3)
opt_u = torch.optim.Adam(users.parameters(), lr=0.05)
opt_v = torch.optim.Adam(items.parameters(), lr=0.05)


def error(where):
    return (users.weight @ items.weight.t() - full)[where].pow(2).mean()


for it in range(400):
    for opt in (opt_u, opt_v):
        opt.zero_grad()
        loss = error(seen)
        loss.backward()
        opt.step()
    if it % 100 == 0:
        print(it, loss.item())
with torch.no_grad():
    print("hidden ratings mse", error(~seen).item())
