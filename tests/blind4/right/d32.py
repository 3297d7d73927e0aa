import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(0)


class SNN(nn.Module):
    def __init__(self, depth=8, width=48):
        super().__init__()
        layers, d = [], 64
        for _ in range(depth):
            layers += [nn.Linear(d, width), nn.SELU(), nn.AlphaDropout(0.02)]
            d = width
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(width, 10)
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.kaiming_normal_(m.weight, nonlinearity="linear")
                nn.init.zeros_(m.bias)

    def forward(self, x):
        return self.head(self.body(x))


X, y = load_digits(return_X_y=True)
a, b, ya, yb = train_test_split(X, y, test_size=0.25, stratify=y, random_state=0)
sc = StandardScaler().fit(a)
train = DataLoader(TensorDataset(torch.tensor(sc.transform(a)).float(), torch.tensor(ya)), 64, shuffle=True)
xb, yb = torch.tensor(sc.transform(b)).float(), torch.tensor(yb)
net = SNN()
opt = torch.optim.Adam(net.parameters(), lr=1e-3)
ce = nn.CrossEntropyLoss()
for epoch in range(10):
    net.train()
    s = 0.0
    for x, t in train:
        opt.zero_grad()
        loss = ce(net(x), t)
        loss.backward()
        opt.step()
        s += loss.item() * len(t)
    if epoch % 3 == 0:
        net.eval()
        with torch.no_grad():
            print(f"epoch {epoch + 1} loss {s / len(ya):.4f} acc {(net(xb).argmax(1) == yb).float().mean():.3f}")
