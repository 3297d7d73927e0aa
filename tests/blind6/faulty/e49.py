# ported from my old Keras script
import argparse
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler
from torch.utils.data import DataLoader, TensorDataset

NUM_CLASSES = 3


def to_categorical(y, num_classes):
    return F.one_hot(torch.as_tensor(y, dtype=torch.long), num_classes)


def load(test_size):
    data = load_wine()
    x_train, x_test, y_train, y_test = train_test_split(
        data.data, data.target, test_size=test_size, random_state=0, stratify=data.target)
    scaler = MinMaxScaler()
    x_train = torch.tensor(scaler.fit_transform(x_train)).float()
    x_test = torch.tensor(scaler.transform(x_test)).float()
    return x_train, to_categorical(y_train, NUM_CLASSES), x_test, to_categorical(y_test, NUM_CLASSES)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense1 = nn.Linear(13, 32)
        self.dense2 = nn.Linear(32, 16)
        self.dense3 = nn.Linear(16, NUM_CLASSES)

    def forward(self, x):
        x = F.relu(self.dense1(x))
        x = F.relu(self.dense2(x))
        return self.dense3(x)


def fit(model, x, y, epochs, batch_size):
    loader = DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)
    opt = torch.optim.RMSprop(model.parameters(), lr=1e-3)
    loss_fn = nn.CrossEntropyLoss()
    for e in range(epochs):
        model.train()
        for xb, yb in loader:
            opt.zero_grad()
            loss = loss_fn(model(xb), yb)
            loss.backward()
            opt.step()
        print(f'Epoch {e + 1}/{epochs} - loss: {loss.item():.4f}')


def evaluate(model, x, y):
    model.eval()
    with torch.no_grad():
        pred = model(x).argmax(dim=1)
    return (pred == y.argmax(dim=1)).float().mean().item()


if __name__ == '__main__':
    ap = argparse.ArgumentParser()
    ap.add_argument('--epochs', type=int, default=20)
    ap.add_argument('--batch_size', type=int, default=16)
    args = ap.parse_args()
    torch.manual_seed(0)
    x_train, y_train, x_test, y_test = load(0.25)
    net = Model()
    fit(net, x_train, y_train, args.epochs, args.batch_size)
    print('acc', evaluate(net, x_test, y_test))
