"""Multi-label scene tags; decision thresholds on the logits are tuned on a validation part."""
import numpy as np
import torch
from torch import nn
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(25)
np.random.seed(25)
N_TAGS = 8

X, Y = make_multilabel_classification(n_samples=4400, n_features=40, n_classes=N_TAGS, n_labels=2,
                                      length=40, allow_unlabeled=True, random_state=25)
train, val, test = slice(0, 1900), slice(1900, 3400), slice(3400, 4400)
mean, std = X[train].mean(0), X[train].std(0) + 1e-6
X = torch.tensor((X - mean) / std, dtype=torch.float32)
Y = torch.tensor(Y, dtype=torch.float32)


class TagNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(40, 64)
        self.drop = nn.Dropout(0.3)
        self.fc2 = nn.Linear(64, N_TAGS)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))


def logits_of(model, x):
    model.eval()
    with torch.no_grad():
        return model(x).numpy()


def tune_thresholds(logits, truth):
    """One threshold for each tag, on the logit scale."""
    grid = np.linspace(-2.5, 1.5, 41)
    return np.array([grid[np.argmax([f1_score(truth[:, k], logits[:, k] > t, zero_division=0) for t in grid])]
                     for k in range(truth.shape[1])])


model = TagNet()
pos = Y[train].mean(0)
criterion = nn.BCEWithLogitsLoss(pos_weight=((1 - pos) / pos).sqrt())
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-2)
loader = DataLoader(TensorDataset(X[train], Y[train]), batch_size=50, shuffle=True)

for epoch in range(20):
    model.train()
    total = 0.0
    for x, y in loader:
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
    if epoch % 5 == 4:
        f1 = f1_score(Y[val].numpy(), logits_of(model, X[val]) > 0, average='macro')
        print(f'epoch {epoch + 1}: loss {total / len(loader):.4f}, validation macro-F1 at 0: {f1:.3f}')

thresholds = tune_thresholds(logits_of(model, X[val]), Y[val].numpy())
test_logits = logits_of(model, X[test])
print('thresholds', np.round(thresholds, 2))
print(f'test macro-F1: {f1_score(Y[test].numpy(), test_logits > 0, average="macro"):.3f} at 0, '
      f'{f1_score(Y[test].numpy(), test_logits > thresholds, average="macro"):.3f} tuned')
