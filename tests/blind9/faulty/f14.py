"""Tabular autoencoder for anomaly scores on standardised wine measurements."""
import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


class AutoEncoder(nn.Module):
    def __init__(self, d, code=4):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(d, 16), nn.ReLU(), nn.Linear(16, code))
        self.decoder = nn.Sequential(nn.Linear(code, 16), nn.ReLU(), nn.Linear(16, d), nn.Sigmoid())

    def forward(self, x):
        return self.decoder(self.encoder(x))


def load():
    X, _ = load_wine(return_X_y=True)
    train, test = train_test_split(X, test_size=0.25, random_state=5)
    scaler = StandardScaler()
    train = scaler.fit_transform(train)
    test = scaler.transform(test)
    return torch.tensor(train, dtype=torch.float32), torch.tensor(test, dtype=torch.float32)


def fit(model, data, epochs=40):
    loader = DataLoader(TensorDataset(data), batch_size=16, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    criterion = nn.MSELoss()
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for (x,) in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), x)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        if epoch % 10 == 0:
            print(f"epoch {epoch:3d} reconstruction {total / len(data):.4f}")


def scores(model, data):
    model.eval()
    with torch.no_grad():
        return ((model(data) - data) ** 2).mean(dim=1)


if __name__ == "__main__":
    train, test = load()
    model = AutoEncoder(train.shape[1])
    fit(model, train)
    s = scores(model, test)
    limit = scores(model, train).quantile(0.95)
    print("flagged:", int((s > limit).sum()), "of", len(s))
