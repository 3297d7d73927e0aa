import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

SEED = 0
torch.manual_seed(SEED)


def init_weights(m):
    if isinstance(m, nn.Linear):
        m.weight.data.normal_(0.0, 3.0)
        m.bias.data.zero_()


class TanhMLP(nn.Module):
    def __init__(self, n_in=64, n_h=100, n_out=10):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(n_in, n_h), nn.Tanh(),
            nn.Linear(n_h, n_h), nn.Tanh(),
            nn.Linear(n_h, n_h), nn.Tanh(),
            nn.Linear(n_h, n_out))

    def forward(self, x):
        return self.layers(x)


X, y = load_digits(return_X_y=True)
X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.2, random_state=SEED)
scaler = StandardScaler()
X_tr = torch.FloatTensor(scaler.fit_transform(X_tr))
X_te = torch.FloatTensor(scaler.transform(X_te))
y_tr, y_te = torch.LongTensor(y_tr), torch.LongTensor(y_te)
loader = DataLoader(TensorDataset(X_tr, y_tr), batch_size=64, shuffle=True)

model = TanhMLP()
model.apply(init_weights)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
loss_fn = nn.CrossEntropyLoss()

for epoch in range(20):
    model.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(yb)
    model.eval()
    with torch.no_grad():
        acc = (model(X_te).argmax(1) == y_te).float().mean().item()
    print('epoch %2d  loss %.4f  test acc %.3f' % (epoch + 1, total / len(X_tr), acc))
