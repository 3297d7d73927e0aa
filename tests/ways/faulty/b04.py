import torch
from torch import nn
from sklearn.metrics import accuracy_score
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(20, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 3))
    def forward(self, x): return self.net(x)
def predict(model, X):
    with torch.no_grad():
        return model(X).argmax(1).numpy()
X = torch.randn(300, 20); y = torch.randint(0, 3, (300,))
m = Net(); o = torch.optim.Adam(m.parameters())
for _ in range(100):
    o.zero_grad(); l = nn.functional.cross_entropy(m(X[:200]), y[:200]); l.backward(); o.step()
print("acc", accuracy_score(y[200:], predict(m, X[200:])))
