import torch
from torch import nn
def evaluate(model, loader):
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for x, y in loader:
            pred = model(x).argmax(1)
            correct += (pred == y).sum().item(); total += len(y)
    return correct / total
def train(model, train_loader, val_loader, opt, crit, steps=1000):
    model.train()
    step = 0
    while step < steps:
        for x, y in train_loader:
            opt.zero_grad()
            loss = crit(model(x), y)
            loss.backward()
            opt.step()
            step += 1
            if step % 100 == 0:
                print(step, loss.item(), evaluate(model, val_loader))
net = nn.Sequential(nn.Linear(10, 50), nn.BatchNorm1d(50), nn.ReLU(), nn.Dropout(0.3), nn.Linear(50, 3))
X, Y = torch.randn(600, 10), torch.randint(0, 3, (600,))
mk = lambda a, b, s: torch.utils.data.DataLoader(torch.utils.data.TensorDataset(a, b), 32, shuffle=s)
train(net, mk(X[:500], Y[:500], True), mk(X[500:], Y[500:], False), torch.optim.Adam(net.parameters()), nn.CrossEntropyLoss())
