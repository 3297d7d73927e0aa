# STAT 615, project 2: PCA features into a neural network
import torch
import torch.nn as nn
from sklearn.datasets import load_breast_cancer
from sklearn.decomposition import PCA
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def preprocess(n_components, seed):
    data = load_breast_cancer()
    X, y = data.data, data.target
    X = StandardScaler().fit_transform(X)
    pca = PCA(n_components=n_components)
    Z = pca.fit_transform(X)
    print('explained variance', pca.explained_variance_ratio_.sum().round(3))
    Z_train, Z_test, y_train, y_test = train_test_split(Z, y, test_size=0.3, random_state=seed)
    t = lambda a: torch.tensor(a, dtype=torch.float32)
    return t(Z_train), t(y_train), t(Z_test), t(y_test)


class Net(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.hidden = nn.Linear(n_in, n_hidden)
        self.output = nn.Linear(n_hidden, 1)

    def forward(self, x):
        return self.output(torch.tanh(self.hidden(x))).squeeze(-1)


def fit(net, x, y, epochs=40, lr=0.01):
    loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
    optim = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    criterion = nn.BCEWithLogitsLoss()
    curve = []
    for _ in range(epochs):
        net.train()
        s = 0.0
        for xb, yb in loader:
            optim.zero_grad()
            loss = criterion(net(xb), yb)
            loss.backward()
            optim.step()
            s += loss.item() * len(xb)
        curve.append(s / len(x))
    return curve


def main():
    torch.manual_seed(615)
    x, y, xt, yt = preprocess(n_components=8, seed=615)
    net = Net(8, 16)
    curve = fit(net, x, y)
    net.eval()
    with torch.no_grad():
        pred = (torch.sigmoid(net(xt)) > 0.5).float()
    print('train loss', curve[-1])
    print('test accuracy', (pred == yt).float().mean().item())


if __name__ == '__main__':
    main()
