import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

torch.manual_seed(0)

digits = load_digits()
X = torch.tensor(digits.data / 16, dtype=torch.float32)
y = torch.tensor(digits.target)
idx_tr, idx_te = train_test_split(range(len(y)), test_size=0.2, random_state=0, stratify=digits.target)


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(64, 50)
        self.fc2 = nn.Linear(50, 10)
        for p in self.parameters():
            nn.init.constant_(p, 0.02)

    def forward(self, x):
        return self.fc2(torch.tanh(self.fc1(x)))


net = Net()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
batch = 64
for epoch in range(20):
    perm = torch.randperm(len(idx_tr))
    ids = torch.tensor(idx_tr)[perm]
    loss_sum = 0.0
    for i in range(0, len(ids), batch):
        b = ids[i:i + batch]
        optimizer.zero_grad()
        loss = criterion(net(X[b]), y[b])
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(b)
    with torch.no_grad():
        acc = (net(X[idx_te]).argmax(1) == y[idx_te]).float().mean()
    print(f'{epoch:2d} {loss_sum / len(ids):.4f} {acc:.3f}')
