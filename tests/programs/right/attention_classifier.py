import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

VOCAB, LENGTH = 20, 12


def make_data(n, seed):
    """Class = which of the tokens 0, 1, 2, 3 occurs; exactly one of them does."""
    g = torch.Generator().manual_seed(seed)
    tokens = torch.randint(4, VOCAB, (n, LENGTH), generator=g)
    label = torch.randint(0, 4, (n,), generator=g)
    position = torch.randint(0, LENGTH, (n,), generator=g)
    tokens[torch.arange(n), position] = label
    return TensorDataset(tokens, label)


class SelfAttention(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(dim, dim, bias=False) for _ in range(3))

    def forward(self, x):
        q, k, v = self.q(x), self.k(x), self.v(x)
        scores = q @ k.transpose(-2, -1) / math.sqrt(x.size(-1))
        weights = torch.softmax(scores, dim=-1)
        return weights @ v


class TextClassifier(nn.Module):
    def __init__(self, dim=32, n_classes=4):
        super().__init__()
        self.token = nn.Embedding(VOCAB, dim)
        self.position = nn.Parameter(torch.randn(LENGTH, dim) * 0.02)
        self.attention = SelfAttention(dim)
        self.norm = nn.LayerNorm(dim)
        self.pool_query = nn.Linear(dim, 1)
        self.pool_softmax = nn.Softmax(dim=1)
        self.out = nn.Linear(dim, n_classes)

    def forward(self, tokens):
        x = self.token(tokens) + self.position
        x = self.norm(x + self.attention(x))
        w = self.pool_softmax(self.pool_query(x))
        return self.out((w * x).sum(dim=1))


if __name__ == "__main__":
    torch.manual_seed(0)
    train_loader = DataLoader(make_data(2000, 0), batch_size=50, shuffle=True)
    test_tokens, test_labels = make_data(400, 1).tensors
    model = TextClassifier()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(4):
        for tokens, label in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(tokens), label)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            acc = (model(test_tokens).argmax(1) == test_labels).float().mean().item()
        print(f"epoch {epoch + 1}: loss {loss.item():.4f} accuracy {acc:.4f}")
