import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

torch.manual_seed(66)


class Model:
    def __init__(self, n_in, n_out):
        self.net = nn.Sequential(nn.Linear(n_in, 30), nn.ReLU(), nn.Linear(30, n_out))

    def fit(self, x, y, epochs=60, lr=5e-3):
        self.mu, self.sd = x.mean(0), x.std(0)
        x = (x - self.mu) / self.sd
        opt = torch.optim.Adam(self.net.parameters(), lr=lr)
        loss_fn = nn.CrossEntropyLoss()
        for epoch in range(epochs):
            for idx in torch.randperm(len(x)).split(28):
                opt.zero_grad()
                loss = loss_fn(self.net(x[idx]), y[idx])
                loss.backward()
                opt.step()
        return self

    def predict(self, x):
        x = x / x.amax(0)
        with torch.no_grad():
            return self.net(x).argmax(1)


wine = load_wine()
x = torch.tensor(wine.data, dtype=torch.float32)
y = torch.tensor(wine.target)
train, test = train_test_split(torch.arange(len(y)), test_size=0.3, random_state=66, stratify=y)
clf = Model(13, 3).fit(x[train], y[train])
print("정확도:", (clf.predict(x[test]) == y[test]).float().mean().item())
