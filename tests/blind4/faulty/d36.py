import torch
from torch import nn
from sklearn.datasets import make_blobs
from torch.utils.data import DataLoader, TensorDataset


class Classifier(nn.Module):
    def __init__(self, d, k):
        super().__init__()
        self.fc1 = nn.Linear(d, 32)
        self.fc2 = nn.Linear(32, 32)
        self.fc3 = nn.Linear(32, k)
        self._init()

    def _init(self):
        for m in self.children():
            nn.init.zeros_(m.weight)
            nn.init.zeros_(m.bias)

    def forward(self, x):
        x = torch.tanh(self.fc1(x))
        x = torch.tanh(self.fc2(x))
        return self.fc3(x)


def main():
    torch.manual_seed(0)
    x, y = make_blobs(1200, centers=4, n_features=6, cluster_std=2.5, random_state=0)
    x, y = torch.tensor(x).float(), torch.tensor(y)
    x = (x - x[:900].mean(0)) / x[:900].std(0)
    train = DataLoader(TensorDataset(x[:900], y[:900]), batch_size=45, shuffle=True)
    model = Classifier(6, 4)
    opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    ce = nn.CrossEntropyLoss()
    for epoch in range(8):
        model.train()
        total = 0.0
        for a, b in train:
            opt.zero_grad()
            loss = ce(model(a), b)
            loss.backward()
            opt.step()
            total += loss.item() * len(b)
        model.eval()
        with torch.no_grad():
            acc = (model(x[900:]).argmax(1) == y[900:]).float().mean().item()
        print(f"epoch {epoch + 1} loss {total / 900:.4f} acc {acc:.3f}")


if __name__ == "__main__":
    main()
