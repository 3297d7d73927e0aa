import torch
import torch.nn as nn
from sklearn.datasets import make_classification
from torch.utils.data import DataLoader, TensorDataset


class Expert(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(dim, hidden), nn.ReLU(), nn.Linear(hidden, dim))

    def forward(self, x):
        return self.net(x)


class MixtureOfExperts(nn.Module):
    def __init__(self, dim, n_experts=4, hidden=32):
        super().__init__()
        self.experts = nn.ModuleList([Expert(dim, hidden) for _ in range(n_experts)])
        self.gate = nn.Sequential(nn.Linear(dim, n_experts), nn.Softmax(dim=-1))

    def forward(self, x):
        weights = self.gate(x)                                       # (N, E)
        outputs = torch.stack([e(x) for e in self.experts], dim=1)   # (N, E, D)
        mixed = (weights.unsqueeze(-1) * outputs).sum(dim=1)
        return mixed, weights


class Classifier(nn.Module):
    def __init__(self, n_in, n_classes, dim=24):
        super().__init__()
        self.embed = nn.Linear(n_in, dim)
        self.moe = MixtureOfExperts(dim)
        self.head = nn.Linear(dim, n_classes)

    def forward(self, x):
        h = torch.relu(self.embed(x))
        mixed, weights = self.moe(h)
        return self.head(h + mixed), weights


def load_balance(weights):
    """Zero when all experts are used equally in a batch."""
    share = weights.mean(dim=0)
    return ((share - 1 / share.numel()) ** 2).sum()


torch.manual_seed(0)
X, y = make_classification(1800, 16, n_informative=12, n_classes=5, n_clusters_per_class=2, random_state=0)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
train_loader = DataLoader(TensorDataset(X[:1400], y[:1400]), batch_size=70, shuffle=True)

model = Classifier(16, 5)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)

for epoch in range(8):
    for xb, yb in train_loader:
        optimizer.zero_grad()
        logits, weights = model(xb)
        loss = criterion(logits, yb) + 0.1 * load_balance(weights)
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch + 1}: loss {loss.item():.4f}")

with torch.no_grad():
    logits, weights = model(X[1400:])
    print(f"accuracy {(logits.argmax(1) == y[1400:]).float().mean().item():.4f}")
    print("use of the experts", [round(w, 2) for w in weights.mean(0).tolist()])
