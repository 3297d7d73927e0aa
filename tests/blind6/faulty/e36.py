"""Predict the star rating (1-5) of a review from bag-of-token counts."""
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

VOCAB = 200
STARS = [1, 2, 3, 4, 5]


def make_reviews(n, seed):
    g = torch.Generator().manual_seed(seed)
    stars = torch.randint(1, 6, (n,), generator=g)
    rate = torch.full((n, VOCAB), 0.2)
    for s in STARS:
        rows = (stars == s).nonzero().squeeze(1)
        rate[rows, (s - 1) * 40:s * 40] = 0.5
    counts = torch.poisson(rate, generator=g)
    return torch.log1p(counts), stars


class BowClassifier(nn.Module):
    def __init__(self, vocab=VOCAB, hidden=64, n_out=len(STARS)):
        super().__init__()
        self.fc1 = nn.Linear(vocab, hidden)
        self.drop = nn.Dropout(0.3)
        self.fc2 = nn.Linear(hidden, n_out)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))


class Trainer:
    def __init__(self, model, lr=1e-3):
        self.model = model
        self.criterion = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=lr)

    def train_epoch(self, loader):
        self.model.train()
        loss_sum = 0.0
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            loss_sum += loss.item() * x.size(0)
        return loss_sum / len(loader.dataset)

    @torch.no_grad()
    def accuracy(self, loader):
        self.model.eval()
        hits = 0
        for x, y in loader:
            hits += (self.model(x).argmax(1) == y).sum().item()
        return hits / len(loader.dataset)


def main():
    torch.manual_seed(0)
    x, y = make_reviews(1000, 0)
    xv, yv = make_reviews(200, 1)
    train_loader = DataLoader(TensorDataset(x, y), batch_size=50, shuffle=True)
    val_loader = DataLoader(TensorDataset(xv, yv), batch_size=100)
    t = Trainer(BowClassifier())
    for epoch in range(5):
        print(epoch, t.train_epoch(train_loader), t.accuracy(val_loader))


if __name__ == '__main__':
    main()
