"""Right: evaluate() is also run on the training data, with eval mode and no_grad, and train mode is set again at the start of each epoch."""
import torch
import torch.nn as nn
from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
X, y = load_wine(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=58, random_state=0, stratify=y)
scaler = StandardScaler().fit(X_train)


def dataset(a, b):
    return TensorDataset(torch.tensor(scaler.transform(a), dtype=torch.float32), torch.tensor(b))


train_set, test_set = dataset(X_train, y_train), dataset(X_test, y_test)
train_loader = DataLoader(train_set, batch_size=20, shuffle=True)
train_eval_loader = DataLoader(train_set, batch_size=60, shuffle=False)
test_loader = DataLoader(test_set, batch_size=58, shuffle=False)


@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    hits = 0
    for a, b in loader:
        hits += (model(a).argmax(1) == b).sum().item()
    return hits / len(loader.dataset)


model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 3))
opt = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(5):
    model.train()
    for a, b in train_loader:
        opt.zero_grad()
        nn.functional.cross_entropy(model(a), b).backward()
        opt.step()
    print(f"epoch {epoch} train acc {evaluate(model, train_eval_loader):.3f} test acc {evaluate(model, test_loader):.3f}")
