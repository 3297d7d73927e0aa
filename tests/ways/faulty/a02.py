import torch, itertools
import torch.nn.functional as F
from torch import nn, optim
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
from torchvision import datasets, transforms
ds = datasets.MNIST("data", train=True, transform=transforms.ToTensor(), download=True)
loader = torch.utils.data.DataLoader(ds, batch_size=64, shuffle=True)
it = iter(loader)
step = 0
while step < 1000:
    try:
        xb, yb = next(it)
    except StopIteration:
        it = iter(loader)
        xb, yb = next(it)
    loss = F.cross_entropy(net(xb), yb)
    loss.backward()
    opt.step()
    step += 1
    if step % 100 == 0:
        print(step, float(loss))
