import torch
import torch.nn as nn
from sklearn.datasets import make_multilabel_classification
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)
TAGS = ["action", "comedy", "drama", "romance", "horror", "sci-fi"]


class MovieTags(Dataset):
    """features: word counts of the plot; target: one 0/1 per tag, several may be 1"""

    def __init__(self, counts, tags):
        self.counts = torch.tensor(counts, dtype=torch.float32)
        self.tags = torch.tensor(tags, dtype=torch.float32)

    def __len__(self):
        return len(self.counts)

    def __getitem__(self, i):
        return self.counts[i], self.tags[i]


class TagModel(nn.Module):
    def __init__(self, n_words, n_tags):
        super().__init__()
        self.hidden = nn.Linear(n_words, 64)
        self.norm = nn.LayerNorm(64)
        self.output = nn.Linear(64, n_tags)

    def forward(self, x):
        x = torch.relu(self.norm(self.hidden(x)))
        return torch.softmax(self.output(x), dim=1)


def train_loop(model, loader, criterion, optimizer):
    model.train()
    loss_sum = 0.0
    for x, tags in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), tags)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item()
    return loss_sum / len(loader)


def f1(model, loader):
    model.eval()
    preds, truth = [], []
    with torch.no_grad():
        for x, tags in loader:
            preds.append((model(x) > 0.5).int())
            truth.append(tags.int())
    return f1_score(torch.cat(truth).numpy(), torch.cat(preds).numpy(), average="micro", zero_division=0)


X, Y = make_multilabel_classification(n_samples=800, n_features=30, n_classes=len(TAGS), n_labels=3, random_state=0)
X_tr, X_va, Y_tr, Y_va = train_test_split(X, Y, test_size=160, random_state=0)
mu, sd = X_tr.mean(0), X_tr.std(0) + 1e-6
train_loader = DataLoader(MovieTags((X_tr - mu) / sd, Y_tr), batch_size=32, shuffle=True)
valid_loader = DataLoader(MovieTags((X_va - mu) / sd, Y_va), batch_size=160)
model = TagModel(30, len(TAGS))
criterion = nn.BCELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(5):
    tr = train_loop(model, train_loader, criterion, optimizer)
    print(f"epoch {epoch}: loss {tr:.4f} f1 {f1(model, valid_loader):.3f}")
