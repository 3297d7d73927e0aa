import torch
from torch import nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(8)


class GatedNet(nn.Module):
    """입력 크기를 몰라도 쓸 수 있는 네트워크"""

    def __init__(self, hidden, n_classes):
        super().__init__()
        self.hidden = hidden
        self.gate = nn.Linear(hidden, hidden)
        self.head = nn.Linear(hidden, n_classes)

    def forward(self, x):
        proj = nn.Linear(x.shape[1], self.hidden)
        h = torch.relu(proj(x))
        h = h * torch.sigmoid(self.gate(h))
        return self.head(h)


X, y = load_wine(return_X_y=True)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, stratify=y, random_state=8)
sc = StandardScaler().fit(X_tr)
X_tr = torch.tensor(sc.transform(X_tr)).float()
X_te = torch.tensor(sc.transform(X_te)).float()
y_tr, y_te = torch.tensor(y_tr), torch.tensor(y_te)

net = GatedNet(64, 3)
opt = torch.optim.Adam(net.parameters(), lr=5e-3)
lossf = nn.CrossEntropyLoss()
for epoch in range(100):
    opt.zero_grad()
    loss = lossf(net(X_tr), y_tr)
    loss.backward()
    opt.step()
    if epoch % 10 == 9:
        with torch.no_grad():
            acc = (net(X_te).argmax(1) == y_te).float().mean().item()
        print(epoch + 1, round(loss.item(), 4), round(acc, 3))
