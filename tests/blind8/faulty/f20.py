from dataclasses import dataclass, field
from typing import List
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split

ACTIVATIONS = {
    'relu': nn.ReLU(),
    'tanh': nn.Tanh(),
    'softmax': nn.Softmax(dim=1),
    'none': nn.Identity(),
}


@dataclass
class ModelConfig:
    n_in: int = 4
    n_out: int = 3
    hidden: List[int] = field(default_factory=lambda: [32, 16])
    act: str = 'relu'
    out_act: str = 'softmax'


class BaseModel(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.body = self.build(cfg)
        self.out_act = ACTIVATIONS[cfg.out_act]

    def build(self, cfg):
        raise NotImplementedError

    def forward(self, x):
        return self.out_act(self.body(x))


class MLP(BaseModel):
    def build(self, cfg):
        sizes = [cfg.n_in] + cfg.hidden
        layers = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            layers += [nn.Linear(a, b), ACTIVATIONS[cfg.act]]
        layers.append(nn.Linear(sizes[-1], cfg.n_out))
        return nn.Sequential(*layers)


def train(model, loader, epochs=60, lr=0.01):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
        if (epoch + 1) % 20 == 0:
            print(f'epoch {epoch + 1} loss {total / len(loader.dataset):.4f}')


def main():
    torch.manual_seed(0)
    X, y = load_iris(return_X_y=True)
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, test_size=0.3, random_state=0, stratify=y)
    mean, std = X_tr.mean(0), X_tr.std(0)
    to = lambda a: torch.tensor((a - mean) / std, dtype=torch.float32)
    loader = DataLoader(TensorDataset(to(X_tr), torch.tensor(y_tr)), batch_size=16, shuffle=True)
    model = MLP(ModelConfig())
    train(model, loader)
    model.eval()
    with torch.no_grad():
        prob = model(to(X_te))
    print('accuracy', (prob.argmax(1) == torch.tensor(y_te)).float().mean().item())


if __name__ == '__main__':
    main()
