# CS231 homework 2, question 3: sample weighting on the wine data
import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

torch.manual_seed(1)


def get_data():
    X, y = load_wine(return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=1, stratify=y)
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    X_test = scaler.transform(X_test)
    as_x = lambda a: torch.tensor(a, dtype=torch.float32)
    as_y = lambda a: torch.tensor(a, dtype=torch.long)
    return as_x(X_train), as_x(X_test), as_y(y_train), as_y(y_test)


def class_weights(y, n_classes):
    counts = torch.bincount(y, minlength=n_classes).float()
    return counts.sum() / (n_classes * counts)


def build(n_in, n_out):
    return nn.Sequential(
        nn.Linear(n_in, 24),
        nn.Tanh(),
        nn.Linear(24, n_out),
    )


def train(model, X, y, weights, epochs=100):
    criterion = nn.CrossEntropyLoss(reduction='none')
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    history = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        scores = model(X)
        per_sample = criterion(scores, y)
        loss = per_sample * weights[y]
        loss.backward()
        optimizer.step()
        history.append(loss.detach().mean().item())
    return history


def accuracy(model, X, y):
    with torch.no_grad():
        return (model(X).argmax(dim=1) == y).float().mean().item()


if __name__ == '__main__':
    X_train, X_test, y_train, y_test = get_data()
    net = build(X_train.shape[1], 3)
    hist = train(net, X_train, y_train, class_weights(y_train, 3))
    print('final loss', hist[-1])
    print('test accuracy', accuracy(net, X_test, y_test))
