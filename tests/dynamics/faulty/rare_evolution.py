import random

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

random.seed(0)
torch.manual_seed(0)
features, labels = load_digits(return_X_y=True)
x, xt, y, yt = train_test_split(features / 16, labels, test_size=0.2, random_state=0)
xa, xv, ya, yv = train_test_split(x, y, test_size=0.25, random_state=0)
xa, xv, xt = (torch.tensor(part, dtype=torch.float32) for part in (xa, xv, xt))
ya, yv, yt = map(torch.tensor, (ya, yv, yt))


def trained(genes, epochs=4):
    model = nn.Sequential(nn.Linear(64, genes["width"]), nn.ReLU(), nn.Linear(genes["width"], 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=genes["lr"])
    for epoch in range(epochs):
        for rows in torch.randperm(len(xa)).split(64):
            loss = nn.functional.cross_entropy(model(xa[rows]), ya[rows])
            optimizer.zero_grad()
            loss.backward()
    return model


def accuracy(model, x, y):
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


def changed(genes):
    return {"width": max(8, genes["width"] + random.choice((-8, 8, 16))), "lr": genes["lr"] * 2 ** random.uniform(-1, 1)}


population = [{"width": random.choice((16, 32)), "lr": 10 ** random.uniform(-3, -2)} for _ in range(4)]
for generation in range(3):
    ranked = sorted(population, key=lambda genes: -accuracy(trained(genes), xv, yv))
    population = ranked[:2] + [changed(random.choice(ranked[:2])) for _ in range(2)]
print(ranked[0], accuracy(trained(ranked[0], epochs=8), xt, yt))
