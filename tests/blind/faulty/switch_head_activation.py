from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class ModelConfig:
    in_dim: int = 64
    hidden: int = 48
    classes: int = 10
    output_activation: str = "softmax"
    lr: float = 0.05
    epochs: int = 3


class Classifier(nn.Module):
    def __init__(self, cfg: ModelConfig):
        super().__init__()
        self.cfg = cfg
        self.fc1 = nn.Linear(cfg.in_dim, cfg.hidden)
        self.fc2 = nn.Linear(cfg.hidden, cfg.classes)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = self.fc2(x)
        if self.cfg.output_activation == "softmax":
            x = F.softmax(x, dim=-1)
        return x


def loss_of(model, batch):
    x, y = batch
    return F.cross_entropy(model(x), y)


def main():
    cfg = ModelConfig()
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X / 16.0, y, test_size=0.2, random_state=0)
    train = DataLoader(TensorDataset(torch.tensor(X_tr, dtype=torch.float32), torch.tensor(y_tr)),
                       batch_size=32, shuffle=True)
    test = DataLoader(TensorDataset(torch.tensor(X_te, dtype=torch.float32), torch.tensor(y_te)), batch_size=360)
    model = Classifier(cfg)
    optimizer = torch.optim.SGD(model.parameters(), lr=cfg.lr, momentum=0.9)
    for epoch in range(cfg.epochs):
        model.train()
        total = 0.0
        for batch in train:
            optimizer.zero_grad()
            loss = loss_of(model, batch)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch[1])
        model.eval()
        with torch.no_grad():
            hits = sum((model(x).argmax(1) == t).sum().item() for x, t in test)
        print(f"epoch {epoch}  loss {total / len(y_tr):.4f}  acc {hits / len(y_te):.4f}")


if __name__ == "__main__":
    main()
