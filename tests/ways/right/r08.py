import torch
from torch import nn
from torchvision import datasets, transforms
torch.manual_seed(0)
tf = transforms.ToTensor()
full = datasets.MNIST("d", train=True, transform=tf); test = datasets.MNIST("d", train=False, transform=tf)
tr, va = torch.utils.data.random_split(full, [50000, 10000])
L = lambda d, s=False: torch.utils.data.DataLoader(d, 64, shuffle=s)
def score(m, dl):
    m.eval(); c = 0
    with torch.no_grad():
        for x, y in dl: c += (m(x).argmax(1) == y).sum().item()
    return c / len(dl.dataset)
res, models = {}, {}
for lr in (0.1, 0.01):
    m = nn.Sequential(nn.Flatten(), nn.Linear(784, 10)); o = torch.optim.SGD(m.parameters(), lr=lr)
    for x, y in L(tr, True):
        o.zero_grad(); nn.functional.cross_entropy(m(x), y).backward(); o.step()
    res[lr] = score(m, L(va)); models[lr] = m
best = max(res, key=res.get)
print(best, score(models[best], L(test)))
