# Multi-label tagging of short documents (bag of words -> tags)
import torch
import torch.nn as nn
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

torch.manual_seed(123)

N_WORDS, N_TAGS = 60, 6
X, Y = make_multilabel_classification(n_samples=1600, n_features=N_WORDS, n_classes=N_TAGS,
                                      n_labels=2, length=60, random_state=123)
X = torch.tensor(X, dtype=torch.float32)
X = X / X.sum(dim=1, keepdim=True) * 10
Y = torch.tensor(Y, dtype=torch.float32)
X_train, X_val, Y_train, Y_val = train_test_split(X, Y, test_size=0.25, random_state=123)


class Tagger(nn.Module):
    def __init__(self, n_words, n_tags, hidden=64):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(n_words, hidden), nn.ReLU(), nn.Dropout(0.2))
        self.out = nn.Linear(hidden, n_tags)
        self.sigmoid = nn.Sigmoid()

    def forward(self, docs):
        h = self.encoder(docs)
        return self.sigmoid(self.out(h))


def batches(x, y, size=32):
    perm = torch.randperm(x.size(0))
    for chunk in perm.split(size):
        yield x[chunk], y[chunk]


model = Tagger(N_WORDS, N_TAGS)
loss_fn = nn.BCEWithLogitsLoss()
opt = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(25):
    model.train()
    total = 0.0
    for xb, yb in batches(X_train, Y_train):
        opt.zero_grad()
        probs = model(xb)
        loss = loss_fn(probs, yb)
        loss.backward()
        opt.step()
        total += loss.item() * len(xb)
    model.eval()
    with torch.no_grad():
        probs = model(X_val)
        val_loss = loss_fn(probs, Y_val).item()
        f1 = f1_score(Y_val.numpy(), (probs > 0.5).int().numpy(), average="micro", zero_division=0)
    if (epoch + 1) % 5 == 0:
        print(f"epoch {epoch + 1}: train {total / len(X_train):.4f}  val {val_loss:.4f}  micro-F1 {f1:.3f}")
