import random
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

random.seed(0)
torch.manual_seed(0)


class Brackets(Dataset):
    """Is a sequence of brackets balanced?"""

    def __init__(self, n, length=12):
        self.items = []
        while len(self.items) < n:
            s = [random.choice([0, 1]) for _ in range(length)]
            want = len(self.items) % 2
            if want:
                s, depth = [], 0
                for k in range(length):
                    left = length - k
                    opening = depth == 0 or (depth < left and random.random() < 0.5)
                    s.append(0 if opening else 1)
                    depth += 1 if opening else -1
            self.items.append((s, self.balanced(s)))

    @staticmethod
    def balanced(s):
        depth = 0
        for b in s:
            depth += 1 if b == 0 else -1
            if depth < 0:
                return 0
        return int(depth == 0)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        s, y = self.items[i]
        return torch.tensor(s), torch.tensor(y)


class BiLSTMClassifier(nn.Module):
    def __init__(self, vocab_size, embedding_dim, hidden_dim, output_dim, bidirectional=True):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, bidirectional=bidirectional, batch_first=True)
        self.fc = nn.Linear(hidden_dim, output_dim)

    def forward(self, text):
        embedded = self.embedding(text)
        output, (hidden, cell) = self.lstm(embedded)
        pooled = output.mean(dim=1)
        return self.fc(pooled)


def train(model, iterator, optimizer, criterion):
    model.train()
    epoch_loss, epoch_hits = 0.0, 0
    for text, label in iterator:
        optimizer.zero_grad()
        predictions = model(text)
        loss = criterion(predictions, label)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item() * len(label)
        epoch_hits += (predictions.argmax(1) == label).sum().item()
    return epoch_loss / len(iterator.dataset), epoch_hits / len(iterator.dataset)


model = BiLSTMClassifier(2, 8, 24, 2)
loader = DataLoader(Brackets(320), batch_size=32, shuffle=True)
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for epoch in range(2):
    print(epoch, train(model, loader, optimizer, nn.CrossEntropyLoss()))
