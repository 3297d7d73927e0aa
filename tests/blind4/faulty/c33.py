import torch
from torch import nn
from torch.nn import functional as F
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(2)


def block(i, o, act=nn.ReLU):
    return [nn.Linear(i, o), act()]


class Net(nn.Module):
    def __init__(self, d=13, k=3):
        super().__init__()
        self.layers = nn.Sequential(*block(d, 32), *block(32, 16), *block(16, k, nn.Sigmoid))

    def forward(self, x):
        return self.layers(x)


def step(model, opt, x, y):
    opt.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    return loss.item() * len(y)


X, y = load_wine(return_X_y=True)
X1, X2, y1, y2 = train_test_split(X, y, test_size=0.3, stratify=y, random_state=2)
sc = StandardScaler().fit(X1)
X1 = torch.as_tensor(sc.transform(X1), dtype=torch.float32)
X2 = torch.as_tensor(sc.transform(X2), dtype=torch.float32)
y1, y2 = torch.as_tensor(y1), torch.as_tensor(y2)

model = Net()
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(1, 41):
    model.train()
    s = sum(step(model, opt, X1[i], y1[i]) for i in torch.randperm(len(X1)).split(20))
    if epoch % 10 == 0:
        model.eval()
        with torch.no_grad():
            acc = (model(X2).argmax(1) == y2).float().mean().item()
        print(f"epoch {epoch} loss {s / len(X1):.4f} accuracy {acc:.3f}")
