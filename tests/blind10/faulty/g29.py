import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset
from sklearn.datasets import make_classification
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


class GeneExpressionNet(nn.Module):
    """Binary outcome from 200 gene-expression values."""

    def __init__(self, n_genes=200, hidden=256):
        super().__init__()
        self.layer1 = nn.Linear(n_genes, hidden)
        self.layer2 = nn.Linear(hidden, hidden)
        self.layer3 = nn.Linear(hidden, 1)

    def forward(self, x):
        x = torch.relu(self.layer1(x))
        x = torch.relu(self.layer2(x))
        return self.layer3(x).squeeze(1)


class Experiment:
    def __init__(self, seed):
        torch.manual_seed(seed)
        x, y = make_classification(n_samples=450, n_features=200, n_informative=10, n_redundant=30,
                                   flip_y=0.15, class_sep=2.0, random_state=seed)
        x_tr, x_va, y_tr, y_va = train_test_split(x, y, train_size=150, random_state=seed, stratify=y)
        sc = StandardScaler().fit(x_tr)
        self.train_loader = DataLoader(self.dataset(sc.transform(x_tr), y_tr), batch_size=16, shuffle=True)
        self.val_loader = DataLoader(self.dataset(sc.transform(x_va), y_va), batch_size=300)
        self.model = GeneExpressionNet()
        self.loss = nn.BCEWithLogitsLoss()
        self.optim = torch.optim.Adam(self.model.parameters(), lr=1e-3)

    @staticmethod
    def dataset(x, y):
        return TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32))

    def epoch(self, loader, training):
        self.model.train(training)
        total, hits = 0.0, 0
        with torch.set_grad_enabled(training):
            for x, y in loader:
                out = self.model(x)
                loss = self.loss(out, y)
                if training:
                    self.optim.zero_grad()
                    loss.backward()
                    self.optim.step()
                total += loss.item() * len(y)
                hits += ((out > 0) == y.bool()).sum().item()
        n = len(loader.dataset)
        return total / n, hits / n

    def run(self, epochs):
        for e in range(1, epochs + 1):
            tl, ta = self.epoch(self.train_loader, True)
            vl, va = self.epoch(self.val_loader, False)
            if e % 20 == 0:
                print(f"{e:4d}  train {tl:.4f} / {ta:.3f}   val {vl:.4f} / {va:.3f}")


if __name__ == "__main__":
    Experiment(seed=9).run(epochs=120)
