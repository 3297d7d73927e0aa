import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


class LoRALinear(nn.Module):
    def __init__(self, base, rank=4, alpha=8.0):
        super().__init__()
        self.base = base
        for p in self.base.parameters():
            p.requires_grad = False
        self.down = nn.Linear(base.in_features, rank, bias=False)
        self.up = nn.Linear(rank, base.out_features, bias=False)
        nn.init.zeros_(self.up.weight)
        self.scale = alpha / rank

    def forward(self, x):
        return self.base(x) + self.scale * self.up(self.down(x))


class MLP(nn.Module):
    def __init__(self, n_out):
        super().__init__()
        self.fc1, self.fc2, self.head = nn.Linear(64, 80), nn.Linear(80, 40), nn.Linear(40, n_out)

    def forward(self, x):
        return self.head(F.relu(self.fc2(F.relu(self.fc1(x)))))


def fit(model, X, y, epochs, lr):
    params = [p for p in model.parameters() if p.requires_grad]
    opt = torch.optim.Adam(params, lr=lr)
    for e in range(epochs):
        model.train()
        tot = 0.0
        for idx in torch.randperm(len(y)).split(32):
            opt.zero_grad()
            loss = F.cross_entropy(model(X[idx]), y[idx])
            loss.backward()
            opt.step()
            tot += loss.item() * len(idx)
        if (e + 1) % 10 == 0:
            print(f"  epoch {e + 1} loss {tot / len(y):.4f}")
    return sum(p.numel() for p in params)


@torch.no_grad()
def accuracy(model, X, y):
    model.eval()
    return (model(X).argmax(1) == y).float().mean().item()


def main():
    torch.manual_seed(0)
    X, y = load_digits(return_X_y=True)
    X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
    low, high = torch.where(y < 5)[0], torch.where(y >= 5)[0]
    model = MLP(5)
    print("pretrained with", fit(model, X[low], y[low], 20, 2e-3), "parameters")
    tr, te = train_test_split(high.numpy(), test_size=0.5, random_state=0, stratify=y[high].numpy())
    model.fc1, model.fc2 = LoRALinear(model.fc1), LoRALinear(model.fc2)
    model.head = nn.Linear(40, 5)
    frozen = model.fc1.base.weight.clone()
    print("adapted with", fit(model, X[tr], y[tr] - 5, 30, 5e-3), "parameters")
    print("base unchanged", torch.equal(frozen, model.fc1.base.weight))
    print("test accuracy", accuracy(model, X[te], y[te] - 5))


if __name__ == "__main__":
    main()
