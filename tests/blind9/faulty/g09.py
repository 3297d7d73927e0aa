import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def init_weights(module):
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight)
        nn.init.zeros_(module.bias)


def get_loaders():
    X, y = load_digits(return_X_y=True)
    X = (X - 8.0) / 8.0
    parts = train_test_split(X, y, test_size=0.2, random_state=13, stratify=y)
    a, b, c, d = parts
    train = TensorDataset(torch.FloatTensor(a), torch.LongTensor(c))
    test = TensorDataset(torch.FloatTensor(b), torch.LongTensor(d))
    return DataLoader(train, 64, shuffle=True), DataLoader(test, 256)


class DeepTanh(nn.Module):
    def __init__(self, width=128):
        super().__init__()
        self.stack = nn.Sequential(
            nn.Linear(64, width), nn.Tanh(),
            nn.Linear(width, width), nn.Tanh(),
            nn.Linear(width, width), nn.Tanh(),
        )
        self.head = nn.Linear(width, 10)
        self.stack.apply(init_weights)

    def forward(self, x):
        return self.head(self.stack(x))


torch.manual_seed(8)
train_loader, test_loader = get_loaders()
net = DeepTanh()
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
ce = nn.CrossEntropyLoss()

for epoch in range(12):
    net.train()
    s = n = 0
    for x, y in train_loader:
        opt.zero_grad()
        loss = ce(net(x), y)
        loss.backward()
        opt.step()
        s += loss.item() * len(y)
        n += len(y)
    net.eval()
    ok = m = 0
    with torch.no_grad():
        for x, y in test_loader:
            ok += (net(x).argmax(1) == y).sum().item()
            m += len(y)
    print(f"[{epoch + 1:02d}] train loss {s / n:.3f} test acc {ok / m:.3f}")
